package io.fulcrum.features.write;

import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.Split;
import io.fulcrum.features.encode.EncodedPass;
import io.fulcrum.job.ExitCode;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.Location;
import io.fulcrum.job.PublishedDirectory;
import io.fulcrum.job.Storage;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.SQLExecution;

/** Writes the prepared rows of all splits in one pass, as Parquet that any program can read. */
public final class PreparedWriter {
    /** Column of the rows to write that holds the ordinal of their split; it is not in the files. */
    public static final String SPLIT_COLUMN = "_split";

    private static final String STAGING = "_staging";

    private PreparedWriter() {}

    /**
     * Writes rows into the folders of their splits. Each task writes files of its own, and those of the tasks that
     * succeeded are moved to their folders at the end, so that a task may be repeated or run twice.
     *
     * @param rows whose last column is {@link #SPLIT_COLUMN}
     * @param columns the features' columns
     * @param profiled split → the number of rows that it was profiled with
     * @throws JobFailure if another number of rows is written: the source changed meanwhile
     */
    public static void write(
            SparkSession spark,
            PublishedDirectory directory,
            EncodedPass rows,
            List<FeatureColumn> columns,
            Map<Split, Long> profiled) {
        String staging = directory.resolve(STAGING);
        WriteTask task = new WriteTask(
                staging,
                ParquetForm.of(spark, rows.stored(), columns),
                PreparedFields.of(rows),
                rows.carriedFields() - 1);
        // Spark's writer asks the session's settings how to store old dates and times.
        List<WrittenFile> files = SQLExecution.withSQLConfPropagated(
                spark,
                () -> rows.batches()
                        .mapPartitions(
                                batches -> SplitFiles.write(task, batches).iterator())
                        .collect());
        profiled.forEach((split, count) -> takeSplit(directory, split, count, files));
        Storage.delete(staging);
    }

    /** Writes rows as one split; {@code columns} are the features'. */
    public static void write(
            PublishedDirectory directory, Dataset<Row> rows, List<FeatureColumn> columns, Split split) {
        rows.write().options(options(columns)).parquet(directory.resolve(split.folder()));
    }

    private static Map<String, String> options(List<FeatureColumn> columns) {
        Map<String, String> options = new HashMap<>();
        options.put("compression", "zstd");
        columns.stream()
                .filter(ParquetForm::isPlain)
                .forEach(column -> options.put("parquet.enable.dictionary#" + column.name(), "false"));
        return options;
    }

    /** Requires that the files of a split hold so many rows, by their footers. */
    public static void requireRows(PublishedDirectory directory, Split split, long counted) {
        String folder = directory.resolve(split.folder());
        try {
            long rows = rows(Storage.fileSystem(folder), Location.of(folder));
            if (rows != counted) {
                throw new IllegalStateException("Split " + split.folder() + " was written with " + rows + " rows, but "
                        + counted + " were counted.");
            }
        } catch (IOException e) {
            throw Storage.cannotWrite(folder, e);
        }
    }

    private static void takeSplit(PublishedDirectory directory, Split split, long profiled, List<WrittenFile> written) {
        String folder = directory.resolve(split.folder());
        List<WrittenFile> files =
                written.stream().filter(file -> file.split() == split.ordinal()).toList();
        long rows = files.stream().mapToLong(WrittenFile::rows).sum();
        if (rows != profiled) {
            throw new JobFailure(
                    ExitCode.DATA_CHECK_FAILED,
                    "Split " + split.folder() + " has " + rows + " rows but had " + profiled
                            + " when it was profiled: the source changed while it was read."
                            + " Prepare again from data at rest.");
        }
        try {
            FileSystem storage = Storage.fileSystem(folder);
            Path place = Location.of(folder);
            storage.mkdirs(place);
            for (WrittenFile file : files) {
                if (!storage.rename(Location.of(file.path()), new Path(place, file.name()))) {
                    throw new IOException("rename of " + file.path() + " to " + folder + " was refused");
                }
            }
            storage.create(new Path(place, "_SUCCESS"), true).close();
        } catch (IOException e) {
            throw Storage.cannotWrite(folder, e);
        }
    }

    /** Returns the number of rows of a folder's files, by their footers. */
    private static long rows(FileSystem files, Path folder) throws IOException {
        if (!files.exists(folder)) {
            return 0;
        }
        long rows = 0;
        for (FileStatus file : files.listStatus(folder, path -> !path.getName().startsWith("_"))) {
            try (ParquetFileReader reader = ParquetFileReader.open(HadoopInputFile.fromStatus(file, files.getConf()))) {
                rows += reader.getRecordCount();
            }
        }
        return rows;
    }
}
