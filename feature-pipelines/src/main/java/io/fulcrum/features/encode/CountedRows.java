package io.fulcrum.features.encode;

import io.fulcrum.contract.TaskSpec;
import io.fulcrum.contract.manifest.FeatureManifest;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
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

    /** Returns rows that are counted while they are written, see {@link CountedPass}. */
    public static CountedRows whileWritten(SparkSession spark, CountedPass counted) {
        return new CountedRows(counted.pass().table(spark), counted.counts(), () -> {});
    }

    /** Returns rows that are encoded and counted now and kept for as long as this is open. */
    public static CountedRows kept(SparkSession spark, EncodedPass pass, FeatureManifest manifest) {
        Dataset<Row> rows = pass.table(spark).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            EncodedCounts counted = count(rows, manifest);
            return new CountedRows(rows, () -> counted, rows::unpersist);
        } catch (RuntimeException e) {
            rows.unpersist();
            throw e;
        }
    }

    /**
     * Returns the columns that hold labels for the counts, and what is wrong with weights.
     *
     * @param weightFaults per task, or empty
     */
    public static List<Column> sourceLabels(FeatureManifest manifest, List<Column> labels, List<Column> weightFaults) {
        return Stream.concat(
                        named(manifest, labels, CountedColumns::sourceLabel),
                        named(manifest, weightFaults, CountedColumns::weightFault))
                .toList();
    }

    private static Stream<Column> named(
            FeatureManifest manifest, List<Column> columns, Function<TaskSpec, String> name) {
        return IntStream.range(0, columns.size())
                .mapToObj(
                        task -> columns.get(task).as(name.apply(manifest.tasks().task(task))));
    }

    /** Returns the rows as prepared data has them. */
    public Dataset<Row> rows(FeatureManifest manifest) {
        return encoded.drop(manifest.tasks().tasks().stream()
                .flatMap(task -> Stream.of(CountedColumns.sourceLabel(task), CountedColumns.weightFault(task)))
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
