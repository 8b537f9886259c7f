package io.fulcrum.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.LocalSpark;
import io.fulcrum.data.Batch;
import io.fulcrum.data.Shard;
import io.fulcrum.evaluate.MetricValue;
import io.fulcrum.evaluate.RankingState;
import io.fulcrum.model.Recommender;
import io.fulcrum.model.ScoringSession;
import io.fulcrum.model.embedding.RowMerge;
import io.fulcrum.model.embedding.RowRecords;
import io.fulcrum.model.loss.TaskSums;
import io.fulcrum.model.optimizer.LearningRate;
import io.fulcrum.model.optimizer.OptimizerSettings;
import io.fulcrum.model.optimizer.UpdateRule;
import io.fulcrum.train.exchange.ByteBlocks;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import scala.reflect.ClassTag$;

/** Rounds whose workers round what they send back. */
@ExtendWith(LocalSpark.class)
class DeltaRoundsIT {
    private static final OptimizerSettings SGD =
            new OptimizerSettings(new UpdateRule.Sgd(), LearningRate.constant(0.1), 0, Double.POSITIVE_INFINITY);

    private static RoundDriver<Shard> start(
            SparkSession spark, Delta delta, OptimizerSettings optimizer, List<Shard> shards) {
        RoundSettings rounds = RoundsIT.rounds(2, 50, RowMerge.TOUCHED_MEAN).with(delta);
        return RoundsIT.run(rounds, optimizer, RoundsIT.pareto()).start(RoundsIT.rdd(spark, shards));
    }

    private static long bytesUp(SparkSession spark, Delta delta, OptimizerSettings optimizer) {
        try (RoundDriver<Shard> driver = start(spark, delta, optimizer, GeneratedRows.shards(31, 0.7, 100, 80))) {
            return driver.round(0, new int[] {0, 1}).bytesUp();
        }
    }

    @Test
    void round_densePart_takesItsShareOfTheBytesUp(SparkSession spark) {
        int size;
        try (RoundDriver<Shard> driver = start(spark, Delta.EXACT, SGD, GeneratedRows.shards(31, 0.7, 100, 80))) {
            size = driver.state().parameters().length;
        }
        int blocks = (size + ByteBlocks.BLOCK - 1) / ByteBlocks.BLOCK;
        long sgd = bytesUp(spark, Delta.EXACT, SGD);
        assertThat(sgd - bytesUp(spark, Delta.FLOAT16, SGD)).as("4 bytes to 2").isEqualTo(2L * 2 * size);
        assertThat(sgd - bytesUp(spark, Delta.INT8, SGD))
                .as("4 bytes to about 1")
                .isEqualTo(2L * (3 * size - 4 * blocks));
        long adam = bytesUp(spark, Delta.EXACT, GeneratedRows.ADAM);
        assertThat(adam - bytesUp(spark, Delta.FLOAT16, GeneratedRows.ADAM))
                .as("moments too")
                .isEqualTo(2L * 6 * size);
    }

    @ParameterizedTest
    @EnumSource(Delta.class)
    void round_again_isTheSameAndCloseToExact(Delta delta, SparkSession spark) {
        List<Shard> shards = GeneratedRows.shards(31, 0.7, 100, 80);
        try (RoundDriver<Shard> one = start(spark, delta, GeneratedRows.ADAM, shards);
                RoundDriver<Shard> again = start(spark, delta, GeneratedRows.ADAM, shards);
                RoundDriver<Shard> exact = start(spark, Delta.EXACT, GeneratedRows.ADAM, shards)) {
            String digest = exact.round(0, new int[] {0, 1}).digest();
            String rounded = one.round(0, new int[] {0, 1}).digest();
            assertThat(again.round(0, new int[] {0, 1}).digest()).isEqualTo(rounded);
            assertThat(rounded.equals(digest)).as("equals exact rounds").isEqualTo(delta == Delta.EXACT);
            RoundsIT.assertSameTables(one.tables(), exact.tables(), 0);
            float[] parameters = one.state().parameters();
            for (int i = 0; i < parameters.length; i++) {
                assertThat(parameters[i])
                        .as("a step of the largest move of two steps of 0.01, in 127")
                        .isCloseTo(exact.state().parameters()[i], within(1e-3f));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Delta.class)
    void packed_kryo_arrivesAsItWas(Delta delta) {
        SerializerInstance kryo = new KryoSerializer(new SparkConf()).newInstance();
        RoundState state = new RoundState(1, 1);
        float[] ends = {1, 2.5f, -3};
        state.addStep(new TaskSums(new double[] {1}, new long[] {1}, 1));
        state.finish(delta.parameters(new float[3], ends, 1), delta.optimizerState(ends, 1), RowRecords.none());
        RoundState copy = kryo.deserialize(
                kryo.serialize(state, ClassTag$.MODULE$.apply(Object.class)), ClassTag$.MODULE$.apply(Object.class));
        assertThat(copy.parameters().mean()).isEqualTo(state.parameters().mean());
        assertThat(copy.optimizerState().mean())
                .isEqualTo(state.optimizerState().mean());
    }

    /** AUC of the first task on rows of its own, after 40 rounds of 2 workers. */
    private static double auc(SparkSession spark, Delta delta, long seed) {
        List<Shard> shards = GeneratedRows.shards(1000 * seed, 0.7, 250, 250, 250, 250, 250, 250, 250, 250);
        Shard unseen = GeneratedRows.shard(1000 * seed + 500, 1, 20_000);
        try (RoundDriver<Shard> driver = start(spark, delta, GeneratedRows.ADAM, shards)) {
            for (int round = 0; round < 40; round++) {
                driver.round(round / 4, new int[] {2 * (round % 4), 2 * (round % 4) + 1});
            }
            return auc(
                    new Recommender(
                            GeneratedRows.MODEL,
                            driver.state().parameters(),
                            driver.tables().withoutState()),
                    unseen);
        }
    }

    private static double auc(Recommender model, Shard shard) {
        RankingState ranking = new RankingState();
        ScoringSession session = new ScoringSession(model);
        for (Batch batch : Batch.inOrder(shard, Recommender.batchRows())) {
            double[] scores = session.score(batch);
            for (int i = 0; i < batch.size(); i++) {
                ranking.add(scores[i], shard.labels()[0][batch.row(i)]);
            }
        }
        return ((MetricValue.Measured) ranking.read().auc()).value();
    }

    @Test
    void rounds_fiveSeeds_rankAsWellAsExactOnes(SparkSession spark) {
        int seeds = 5;
        double half = 0;
        double bytes = 0;
        for (int seed = 0; seed < seeds; seed++) {
            double exact = auc(spark, Delta.EXACT, seed);
            assertThat(exact).as("learnt").isGreaterThan(0.8);
            half += auc(spark, Delta.FLOAT16, seed) - exact;
            bytes += auc(spark, Delta.INT8, seed) - exact;
        }
        System.out.printf(
                "DeltaRoundsIT: AUC against exact, mean of %d seeds: float16 %+.5f, int8 %+.5f%n",
                seeds, half / seeds, bytes / seeds);
        assertThat(half / seeds).isCloseTo(0, within(0.001));
        assertThat(bytes / seeds).isCloseTo(0, within(0.001));
    }
}
