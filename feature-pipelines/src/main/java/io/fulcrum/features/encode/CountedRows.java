package io.fulcrum.features.encode;

import io.fulcrum.contract.manifest.FeatureManifest;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.storage.StorageLevel;

/**
 * Encoded rows with what is counted of them. The rows must have the labels as the source has them in the columns that
 * {@link #sourceLabels} gives, which are not among {@link #rows}.
 */
public final class CountedRows implements AutoCloseable {
    private final Dataset<Row> encoded;
    private final Supplier<EncodedCounts> counts;
    private final Runnable release;

    private CountedRows(Dataset<Row> encoded, Supplier<EncodedCounts> counts, Runnable release) {
        this.encoded = encoded;
        this.counts = counts;
        this.release = release;
    }

    /**
     * Returns rows that are counted while they are written. The counts are exact after one job that takes all rows in
     * its last stage, such as a write without a shuffle.
     *
     * @param encode returns the rows as an encoding gives them
     */
    public static CountedRows whileWritten(
            SparkContext spark,
            EncodedRows encoding,
            FeatureManifest manifest,
            Function<EncodedRows, Dataset<Row>> encode) {
        AtomicReference<RunningCounts> running = new AtomicReference<>();
        Dataset<Row> rows = encode.apply(encoding.tallied(schema -> {
            RunningCounts counts = new RunningCounts(new EncodedCounts(CountedColumns.of(manifest, schema)));
            spark.register(counts);
            running.set(counts);
            return counts;
        }));
        return new CountedRows(rows, running.get()::value, () -> {});
    }

    /** Returns rows that are encoded and counted now and kept for as long as this is open. */
    public static CountedRows kept(
            EncodedRows encoding, FeatureManifest manifest, Function<EncodedRows, Dataset<Row>> encode) {
        Dataset<Row> rows = encode.apply(encoding).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            EncodedCounts counted = count(rows, manifest);
            return new CountedRows(rows, () -> counted, rows::unpersist);
        } catch (RuntimeException e) {
            rows.unpersist();
            throw e;
        }
    }

    /** Returns the columns that hold labels for the counts. */
    public static List<Column> sourceLabels(FeatureManifest manifest, List<Column> labels) {
        return IntStream.range(0, labels.size())
                .mapToObj(task -> labels.get(task)
                        .as(CountedColumns.sourceLabel(manifest.tasks().task(task))))
                .toList();
    }

    /** Returns the rows as prepared data has them. */
    public Dataset<Row> rows(FeatureManifest manifest) {
        return encoded.drop(manifest.tasks().tasks().stream()
                .map(CountedColumns::sourceLabel)
                .toArray(String[]::new));
    }

    /** Returns the counts. */
    public EncodedCounts counts() {
        return counts.get();
    }

    @Override
    public void close() {
        release.run();
    }

    private static EncodedCounts count(Dataset<Row> rows, FeatureManifest manifest) {
        EncodedCounts empty = new EncodedCounts(CountedColumns.of(manifest, rows.schema()));
        JavaRDD<InternalRow> internal = rows.queryExecution().toRdd().toJavaRDD();
        // Collected and not reduced in a tree: a tally is exact if rows are encoded in the last stage of the job.
        return internal
                .mapPartitions(partition -> {
                    EncodedCounts counts = empty.fresh();
                    partition.forEachRemaining(counts::add);
                    return List.of(counts).iterator();
                })
                .collect()
                .stream()
                .reduce(empty, EncodedCounts::merge);
    }
}
