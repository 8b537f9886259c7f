package io.fulcrum.dl4j;

import io.fulcrum.data.Seeds;
import io.fulcrum.data.ShardPlan;
import io.fulcrum.train.RoundSettings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * A plain graph's rows in cached shards of one partition each. A row's shard, and its place there, follow from its
 * content and the seed: neither partitions nor order nor batches of the RDD they came in matter.
 */
final class GraphShards {
    private static final int CHUNK_ROWS = 8192; // at least, on the way to the shards

    private final JavaRDD<GraphRows> shards;
    private final int[] rows; // [shard]
    private final ShardPlan plan;
    private final GraphShape shape;

    private GraphShards(JavaRDD<GraphRows> shards, ShardPlan plan, GraphShape shape) {
        this.shards = shards.persist(StorageLevel.MEMORY_AND_DISK());
        this.plan = plan;
        this.shape = shape;
        this.rows = this.shards.map(GraphRows::rows).collect().stream()
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** Shuffles an RDD's data sets into shards, reading it once. */
    static GraphShards of(JavaRDD<GraphRows> dataSets, RoundSettings settings) {
        JavaRDD<GraphRows> chunks = dataSets.mapPartitions(GraphShards::chunks).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            List<Tuple2<GraphShape, Integer>> sizes = chunks.map(chunk -> new Tuple2<>(chunk.shape(), chunk.rows()))
                    .collect();
            long rows = sizes.stream().mapToLong(Tuple2::_2).sum();
            GraphShape shape = sizes.stream()
                    .map(Tuple2::_1)
                    .reduce(GraphShape::merge)
                    .orElseThrow(() -> new IllegalArgumentException("The RDD to fit on holds no data set:"
                            + " a round needs rows. Look at the filters before it."));
            ShardPlan plan = ShardPlan.of(rows, settings.workers(), settings.localSteps(), settings.batchSize());
            return new GraphShards(shuffled(chunks, plan.shards(), shape), plan, shape);
        } finally {
            chunks.unpersist();
        }
    }

    /** The seed of the rows' keys in a run. */
    static long keySeed(RoundSettings settings) {
        return Seeds.of(settings.seed(), Seeds.Purpose.SHARDING, 0, 0);
    }

    JavaRDD<GraphRows> rdd() {
        return shards;
    }

    GraphShape shape() {
        return shape;
    }

    /** The shards of each round of an epoch; a round without any row, as few distinct rows can make, is left out. */
    List<int[]> rounds(long seed, int epoch) {
        return plan.roundsOf(seed, epoch, rows);
    }

    void unpersist() {
        shards.unpersist();
    }

    private static JavaRDD<GraphRows> shuffled(JavaRDD<GraphRows> chunks, int count, GraphShape shape) {
        return chunks.flatMapToPair(chunk -> chunk.byShard(count).entrySet().stream()
                        .map(part -> new Tuple2<>(part.getKey(), part.getValue()))
                        .iterator())
                .partitionBy(new HashPartitioner(count)) // of an Integer below count: that partition itself
                .mapPartitions(
                        parts -> Collections.singleton(shard(shape, parts)).iterator(), true);
    }

    private static GraphRows shard(GraphShape shape, Iterator<Tuple2<Integer, GraphRows>> parts) {
        List<GraphRows> all = new ArrayList<>();
        parts.forEachRemaining(part -> all.add(part._2()));
        return GraphRows.join(shape, all).sorted();
    }

    /** Joins small data sets of one shape, which would each cost a record in the shuffle for every shard. */
    private static Iterator<GraphRows> chunks(Iterator<GraphRows> dataSets) {
        return new Iterator<>() {
            private final List<GraphRows> waiting = new ArrayList<>();

            @Override
            public boolean hasNext() {
                return dataSets.hasNext() || !waiting.isEmpty();
            }

            @Override
            public GraphRows next() {
                GraphRows next = waiting.isEmpty() ? dataSets.next() : waiting.remove(0);
                List<GraphRows> chunk = new ArrayList<>(List.of(next));
                for (int rows = next.rows(); rows < CHUNK_ROWS && dataSets.hasNext() && waiting.isEmpty(); ) {
                    GraphRows more = dataSets.next();
                    (more.shape().equals(next.shape()) ? chunk : waiting).add(more);
                    rows += more.rows();
                }
                return GraphRows.join(next.shape(), chunk);
            }
        };
    }
}
