package io.fulcrum.train;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import io.fulcrum.train.exchange.Exchange;
import io.fulcrum.train.exchange.ResultDesk;
import io.fulcrum.train.exchange.Sent;
import io.fulcrum.train.exchange.TableSource;
import java.io.Serializable;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
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
    private final SparkContext spark;
    private final JavaRDD<S> shards;
    private final Exchange exchange;
    private final Sent<Job<S>> job; // sent once a run, not with every round

    /** What workers do in every round. Kryo cannot write records, so it leaves them to Java. */
    @DefaultSerializer(JavaSerializer.class)
    public record Job<S>(TrainingTask<S, ?> task, ProbeSettings probe) implements Serializable {}

    /**
     * Runs rounds over shards.
     *
     * @param shards an RDD of one shard per partition
     */
    RoundRunner(JavaRDD<S> shards, Job<S> job, Exchange exchange) {
        this.spark = shards.context();
        this.shards = shards;
        this.exchange = exchange;
        this.job = exchange.send(job);
    }

    /** Runs one round and returns its merged state; {@code watch} learns how long sending the plan took. */
    RoundState run(RoundPlan plan, TableSource tables, int[] shardIds, Stopwatch watch) {
        Sent<RoundPlan> sent = exchange.send(plan);
        watch.lap("broadcast");
        try (ResultDesk<RoundState> desk = exchange.desk(new RoundState(0, 0))) {
            RoundState[] returned = (RoundState[]) spark.runJob(
                    shards.rdd(),
                    new Work<>(job, sent, tables, desk),
                    partitions(shardIds),
                    ClassTag$.MODULE$.apply(RoundState.class));
            RoundState merged = desk.collect(shardIds[0], returned[0]);
            for (int i = 1; i < returned.length; i++) {
                merged = merged.merge(desk.collect(shardIds[i], returned[i]));
            }
            return merged;
        } finally {
            sent.destroy();
        }
    }

    /** Frees what executors keep for all rounds. */
    @Override
    public void close() {
        job.destroy();
    }

    private static Seq<Object> partitions(int[] shardIds) {
        return JavaConverters.asScalaBuffer(
                        IntStream.of(shardIds).<Object>mapToObj(shard -> shard).toList())
                .toSeq();
    }

    /**
     * What travels to an executor for one round. A class and no lambda: those Spark searches for what they enclose,
     * which takes milliseconds a round.
     */
    private static final class Work<S> extends AbstractFunction2<TaskContext, Iterator<S>, RoundState>
            implements Serializable {
        private static final long serialVersionUID = 1L;

        private final Sent<Job<S>> job;
        private final Sent<RoundPlan> plan;
        private final TableSource tables;
        private final ResultDesk<RoundState> desk;

        Work(Sent<Job<S>> job, Sent<RoundPlan> plan, TableSource tables, ResultDesk<RoundState> desk) {
            this.job = job;
            this.plan = plan;
            this.tables = tables;
            this.desk = desk;
        }

        @Override
        public RoundState apply(TaskContext context, Iterator<S> shard) {
            int shardId = context.partitionId();
            LocalTrainer<S, ?> trainer =
                    new LocalTrainer<>(job.value().task(), job.value().probe());
            return desk.submit(shardId, trainer.train(plan.value(), tables, shardId, shard.next()));
        }
    }
}
