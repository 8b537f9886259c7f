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
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.SQLExecution;

/** Writes prepared rows in one pass, as Parquet that any program can read. */
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
     * @return split → the sum of its rows' hashes: equal for equal rows in any order
     * @throws JobFailure if another number of rows is written: the source changed meanwhile
     */
    public static Map<Split, Long> write(
            SparkSession spark,
            PublishedDirectory directory,
            EncodedPass rows,
            List<FeatureColumn> columns,
            Map<Split, Long> profiled) {
        int splitColumn = rows.carriedFields() - 1;
        List<WrittenFile> files = stage(
                spark,
                directory,
                rows,
                columns,
                (batch, row) -> batch.carried(row).getInt(splitColumn));
        profiled.forEach((split, count) -> requireRows(split, count, files));
        profiled.forEach((split, count) -> take(directory, split, files));
        Storage.delete(directory.resolve(STAGING));
        Map<Split, Long> digests = new EnumMap<>(Split.class);
        profiled.forEach((split, count) -> digests.put(
                split, of(files, split).mapToLong(WrittenFile::digest).sum()));
        return digests;
    }

    /** Writes rows as one split and returns how many they are; {@code columns} are the features'. */
    public static long write(
            SparkSession spark,
            PublishedDirectory directory,
            EncodedPass rows,
            List<FeatureColumn> columns,
            Split split) {
        int ordinal = split.ordinal();
        List<WrittenFile> files = stage(spark, directory, rows, columns, (batch, row) -> ordinal);
        take(directory, split, files);
        Storage.delete(directory.resolve(STAGING));
        return rows(files, split);
    }

    /** Has every task write its rows and returns the files of those that succeeded. */
    private static List<WrittenFile> stage(
            SparkSession spark,
            PublishedDirectory directory,
            EncodedPass rows,
            List<FeatureColumn> columns,
            WriteTask.RowSplit split) {
        WriteTask task = new WriteTask(
                directory.resolve(STAGING),
                ParquetForm.of(spark, rows.stored(), columns),
                PreparedFields.of(rows),
                split);
        // Spark's writer asks the session's settings how to store old dates and times.
        return SQLExecution.withSQLConfPropagated(
                spark,
                () -> rows.batches()
                        .mapPartitions(
                                batches -> SplitFiles.write(task, batches).iterator())
                        .collect());
    }

    private static void requireRows(Split split, long profiled, List<WrittenFile> files) {
        long rows = rows(files, split);
        if (rows != profiled) {
            throw new JobFailure(
                    ExitCode.DATA_CHECK_FAILED,
                    "Split " + split.folder() + " has " + rows + " rows but had " + profiled
                            + " when it was profiled: the source changed while it was read."
                            + " Prepare again from data at rest.");
        }
    }

    private static long rows(List<WrittenFile> files, Split split) {
        return of(files, split).mapToLong(WrittenFile::rows).sum();
    }

    private static Stream<WrittenFile> of(List<WrittenFile> files, Split split) {
        return files.stream().filter(file -> file.split() == split.ordinal());
    }

    /** Moves the files of a split to its folder. */
    private static void take(PublishedDirectory directory, Split split, List<WrittenFile> files) {
        String folder = directory.resolve(split.folder());
        try {
            FileSystem storage = Storage.fileSystem(folder);
            Path place = Location.of(folder);
            storage.mkdirs(place);
            for (WrittenFile file : of(files, split).toList()) {
                if (!storage.rename(Location.of(file.path()), new Path(place, file.name()))) {
                    throw new IOException("rename of " + file.path() + " to " + folder + " was refused");
                }
            }
            storage.create(new Path(place, "_SUCCESS"), true).close();
        } catch (IOException e) {
            throw Storage.cannotWrite(folder, e);
        }
    }
}
