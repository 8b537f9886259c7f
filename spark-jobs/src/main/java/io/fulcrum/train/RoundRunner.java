package io.fulcrum.train;

import java.io.Serializable;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;

/**
 * Runs rounds on Spark: ordinary stages over the partitions of the round's shards alone, so that Spark's retries,
 * speculation and dynamic allocation all work, and a merge in the order of the shards whatever order they end in.
 */
public final class RoundRunner<S> implements AutoCloseable {
  private final JavaSparkContext spark;
  private final JavaRDD<S> shards;
  private final Broadcast<TrainingTask<S, ?>> task; // sent once a run, not with every round

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
      RoundState[] states = (RoundState[]) spark.sc().runJob(
          shards.rdd(), new Work<>(task, sent, rows), partitions(shardIds), ClassTag$.MODULE$.apply(RoundState.class));
      RoundState merged = states[0];
      for (int i = 1; i < states.length; i++) {
        merged = merged.merge(states[i]);
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

  private static Seq<Object> partitions(int[] shardIds) {
    return JavaConverters.asScalaBuffer(IntStream.of(shardIds).<Object>mapToObj(shard -> shard).toList()).toSeq();
  }

  /**
   * What travels to an executor for one round. A class and no lambda: those Spark searches for what they enclose, which
   * takes milliseconds a round.
   */
  private static final class Work<S> extends AbstractFunction2<TaskContext, Iterator<S>, RoundState>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Broadcast<TrainingTask<S, ?>> task;
    private final Broadcast<RoundPlan> plan;
    private final BroadcastRows rows;

    Work(Broadcast<TrainingTask<S, ?>> task, Broadcast<RoundPlan> plan, BroadcastRows rows) {
      this.task = task;
      this.plan = plan;
      this.rows = rows;
    }

    @Override
    public RoundState apply(TaskContext context, Iterator<S> shard) {
      return new LocalTrainer<>(task.value()).train(plan.value(), rows, context.partitionId(), shard.next());
    }
  }
}
