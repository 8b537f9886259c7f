package io.fulcrum.data;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.unsafe.hash.Murmur3_x86_32;

/**
 * Values that Spark's hash partitioning sends to a wanted partition. {@code Dataset.repartition(n, column)} puts a row
 * into partition {@code pmod(murmur3(value), n)}; for an exact assignment we repartition by a value whose hash is known
 * to fall there. This keeps the shuffle in Spark's own binary rows, where an RDD partitioner would make objects of
 * them.
 */
final class HashTargets {
    private static final int SPARK_HASH_SEED = 42;

    private HashTargets() {}

    /** Returns a column that sends a row to the partition that {@code partition} gives. */
    static Column column(int partitions, Column partition) {
        Integer[] values = new Integer[partitions];
        int missing = partitions;
        for (int value = 0; missing > 0; value++) {
            int target = Math.floorMod(Murmur3_x86_32.hashInt(value, SPARK_HASH_SEED), partitions);
            if (values[target] == null) {
                values[target] = value;
                missing--;
            }
        }
        return functions.element_at(functions.lit(values), partition.cast("int").plus(1));
    }
}
