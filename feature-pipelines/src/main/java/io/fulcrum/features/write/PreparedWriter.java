package io.fulcrum.features.write;

import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.Split;
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
import org.apache.spark.sql.RuntimeConfig;

/** Writes the prepared rows of all splits in one pass, as Parquet that any program can read. */
public final class PreparedWriter {
    /** Column of the rows to write that holds the ordinal of their split; it is not in the files. */
    public static final String SPLIT_COLUMN = "_split";

    /** Most ids of a column that is stored with a dictionary, which then fits the processor's cache. */
    private static final int MOST_CODES = 1024;

    private static final String STAGING = "_staging";
    private static final String WRITERS = "spark.sql.maxConcurrentOutputFileWriters";

    private PreparedWriter() {}

    /**
     * Writes rows into the folders of their splits.
     *
     * @param columns the features' columns
     * @param profiled split → the number of rows that it was profiled with
     * @throws JobFailure if another number of rows is written: the source changed meanwhile
     */
    public static void write(
            PublishedDirectory directory, Dataset<Row> rows, List<FeatureColumn> columns, Map<Split, Long> profiled) {
        String staging = directory.resolve(STAGING);
        RuntimeConfig conf = rows.sparkSession().conf();
        String before = conf.get(WRITERS);
        conf.set(WRITERS, Split.values().length + 1); // at this number of open files Spark begins to sort rows by split
        try {
            rows.write().partitionBy(SPLIT_COLUMN).options(options(columns)).parquet(staging);
        } finally {
            conf.set(WRITERS, before);
        }
        profiled.forEach((split, count) -> takeSplit(directory, split, count));
        Storage.delete(staging);
    }

    /** Writes rows as one split; {@code columns} are the features'. */
    public static void write(
            PublishedDirectory directory, Dataset<Row> rows, List<FeatureColumn> columns, Split split) {
        rows.write().options(options(columns)).parquet(directory.resolve(split.folder()));
    }

    /**
     * Ids of large tables are stored as they are: they are a dictionary's codes already, and looking each up in a
     * second dictionary took 40 % of the time of Parquet's writer.
     */
    private static Map<String, String> options(List<FeatureColumn> columns) {
        Map<String, String> options = new HashMap<>();
        options.put("compression", "zstd");
        columns.stream()
                .filter(column -> column.kind() == FeatureColumn.Kind.CATEGORICAL && column.rows() > MOST_CODES)
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

    private static void takeSplit(PublishedDirectory directory, Split split, long profiled) {
        String written = directory.resolve(STAGING) + "/" + SPLIT_COLUMN + "=" + split.ordinal();
        String folder = directory.resolve(split.folder());
        try {
            FileSystem files = Storage.fileSystem(folder);
            long rows = rows(files, Location.of(written));
            if (rows != profiled) {
                throw new JobFailure(
                        ExitCode.DATA_CHECK_FAILED,
                        "Split " + split.folder() + " has " + rows + " rows but had " + profiled
                                + " when it was profiled: the source changed while it was read."
                                + " Prepare again from data at rest.");
            }
            if (!files.rename(Location.of(written), Location.of(folder))) {
                throw new IOException("rename to " + folder + " was refused");
            }
            files.create(new Path(Location.of(folder), "_SUCCESS"), true).close();
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
