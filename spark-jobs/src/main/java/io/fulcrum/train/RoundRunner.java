package io.fulcrum.train;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;

/**
 * Runs rounds on Spark: ordinary stages over the partitions of the round's shards alone, so that Spark's retries,
 * speculation and dynamic allocation all work, and a merge in the order of the shards whatever order they end in.
 */
public final class RoundRunner<S> implements AutoCloseable {
  private final JavaSparkContext spark;
  private final JavaRDD<S> shards;
  private final Broadcast<TrainingTask<S, ?>> task; // sent once: a round's closure is read and written several times

  /**
   * Runs rounds over shards.
   *
   * @param shards an RDD of one shard per partition
   */
  public RoundRunner(JavaRDD<S> shards, TrainingTask<S, ?> task) {
    this.spark = JavaSparkContext.fromSparkContext(shards.context());
    this.shards = shards;
    this.task = spark.broadcast(task);
  }

  /** Runs one round and returns its merged state; {@code watch} learns how long the broadcast took. */
  RoundState run(RoundPlan plan, BroadcastRows rows, int[] shardIds, Stopwatch watch) {
    Broadcast<RoundPlan> sent = spark.broadcast(plan);
    watch.lap("broadcast");
    try {
      List<RoundState>[] states =
          shards.mapPartitionsWithIndex(new Work<>(task, sent, rows), true).collectPartitions(shardIds);
      RoundState merged = states[0].get(0);
      for (int i = 1; i < states.length; i++) {
        merged = merged.merge(states[i].get(0));
      }
      return merged;
    } finally {
      sent.destroy();
    }
  }

  /** Frees what executors keep for all rounds. */
  @Override
  public void close() {
    task.destroy();
  }

  /** What travels to an executor for one round. */
  private record Work<S>(Broadcast<TrainingTask<S, ?>> task, Broadcast<RoundPlan> plan, BroadcastRows rows)
      implements Function2<Integer, Iterator<S>, Iterator<RoundState>> {
    @Override
    public Iterator<RoundState> call(Integer shardId, Iterator<S> shard) {
      RoundState state = new LocalTrainer<>(task.value()).train(plan.value(), rows, shardId, shard.next());
      return Collections.singleton(state).iterator();
    }
  }
}
