package io.fulcrum.features.encode;

import io.fulcrum.contract.manifest.FeatureManifest;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;

/**
 * Rows to be encoded, which are counted while they are. The counts are exact after one job that takes all rows in its
 * last stage, such as a write without a shuffle.
 */
public record CountedPass(EncodedPass pass, Supplier<EncodedCounts> counts) {
    /**
     * Returns rows that are counted.
     *
     * @param encode returns the rows as an encoding gives them, with the columns of {@link CountedRows#sourceLabels}
     */
    public static CountedPass of(
            SparkContext spark,
            EncodedRows encoding,
            FeatureManifest manifest,
            Function<EncodedRows, EncodedPass> encode) {
        AtomicReference<RunningCounts> running = new AtomicReference<>();
        EncodedPass pass = encode.apply(encoding.tallied(schema -> {
            RunningCounts counts = new RunningCounts(new EncodedCounts(CountedColumns.of(manifest, schema)));
            spark.register(counts);
            running.set(counts);
            return counts;
        }));
        return new CountedPass(pass, running.get()::value);
    }
}
