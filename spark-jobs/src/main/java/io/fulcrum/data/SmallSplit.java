package io.fulcrum.data;

import io.fulcrum.contract.encoder.XxHash64;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.catalyst.expressions.XXH64;

/**
 * A split of few values on a local master, read from its Parquet files into columns. Planning and compiling a query,
 * making objects of its rows and shuffling them takes seconds, where this takes a few tenths. The shards are the same
 * to the bit.
 */
final class SmallSplit {
    private final JavaSparkContext spark;
    private final SplitFiles files;

    private SmallSplit(JavaSparkContext spark, SplitFiles files) {
        this.spark = spark;
        this.files = files;
    }

    /** Returns the split; empty if it has many values, is on a cluster, or has files that need Spark's reader. */
    static Optional<SmallSplit> of(SparkContext spark, String folder, ShardBuilder.Columns columns) {
        return files(spark, folder, columns)
                .map(files -> new SmallSplit(JavaSparkContext.fromSparkContext(spark), files));
    }

    /** Returns the files of such a split. */
    static Optional<SplitFiles> files(SparkContext spark, String folder, ShardBuilder.Columns columns) {
        return spark.isLocal() ? SplitFiles.of(folder, columns, SmallPlan.LIMIT) : Optional.empty();
    }

    /** Returns the split as so many partitions of one shard each. The first that is asked for reads all of them. */
    JavaRDD<Shard> shards(int shards, long seed) {
        Reading reading = new Reading(files, shards, seed, Reading.LAST.incrementAndGet());
        List<Integer> numbers = IntStream.range(0, shards).boxed().toList();
        return spark.parallelize(numbers, shards).map(reading::shard);
    }

    /** Returns the shard that {@link PreparedData} assigns a row to. */
    static int shardOf(long key, long seed, int shards) {
        return (int) Math.floorMod(XXH64.hashLong(seed, XXH64.hashLong(key, XxHash64.SPARK_SEED)), (long) shards);
    }

    /**
     * Reads the shards of one RDD when its tasks ask for them.
     *
     * @param number of the RDD in this process
     */
    private record Reading(SplitFiles files, int shards, long seed, long number) implements Serializable {
        private static final AtomicLong LAST = new AtomicLong();

        /** Shards that were read with others and are not yet asked for; all tasks run in this process. */
        private static final Map<Long, Map<Integer, Shard>> WAITING = new ConcurrentHashMap<>();

        Shard shard(int shard) {
            Map<Integer, Shard> waiting = WAITING.computeIfAbsent(number, key -> read());
            Shard taken = waiting.remove(shard);
            if (waiting.isEmpty()) {
                WAITING.remove(number);
            }
            return taken == null ? read().get(shard) : taken; // a task that failed asks again
        }

        private Map<Integer, Shard> read() {
            SplitColumns columns = files.read();
            long[] keys = columns.keys();
            Shard all = columns.shard();
            int[][] rows = new ShardCut(keys, new RowOrder(all, files.columns().features()))
                    .rows(shards, row -> shardOf(keys[row], seed, shards));
            Map<Integer, Shard> read = new ConcurrentHashMap<>();
            IntStream.range(0, shards).parallel().forEach(shard -> read.put(shard, all.reordered(rows[shard])));
            return read;
        }
    }
}
