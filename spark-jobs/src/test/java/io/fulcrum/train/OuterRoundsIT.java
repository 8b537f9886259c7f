package io.fulcrum.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.LocalSpark;
import io.fulcrum.balance.BalanceSettings;
import io.fulcrum.data.Shard;
import io.fulcrum.model.embedding.RowMerge;
import io.fulcrum.model.optimizer.LearningRate;
import io.fulcrum.model.optimizer.LearningRate.Schedule;
import io.fulcrum.model.optimizer.OptimizerSettings;
import io.fulcrum.model.optimizer.UpdateRule;
import io.fulcrum.train.outer.NesterovMomentum;
import io.fulcrum.train.outer.OuterOptimizer;
import io.fulcrum.train.outer.OuterSettings;
import io.fulcrum.train.outer.OuterSettings.Method;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Outer optimisers in rounds: what they move, and what they leave alone. */
@ExtendWith(LocalSpark.class)
class OuterRoundsIT {
    private static final BalanceSettings EQUAL_WEIGHTS = BalanceSettings.of(BalanceSettings.Method.STATIC);
    private static final List<Shard> SHARDS = GeneratedRows.shards(31, 0.7, 100, 80);

    private static RoundDriver<Shard> start(SparkSession spark, OuterSettings outer, OptimizerSettings optimizer) {
        RoundSettings rounds = new RoundSettings(
                2,
                5,
                50,
                1,
                1,
                outer,
                RowMerge.TOUCHED_MEAN,
                RoundSettings.OptimizerState.AVERAGE,
                BadNumbers.STOP,
                RowPolicy.DEFAULT,
                Delta.EXACT,
                99);
        return RoundsIT.run(rounds, optimizer, EQUAL_WEIGHTS).start(RoundsIT.rdd(spark, SHARDS));
    }

    private static RoundOutcome round(RoundDriver<Shard> driver) {
        return driver.round(0, new int[] {0, 1});
    }

    @Test
    void rounds_rateOneNoMomentum_equalAveragingToTheBit(SparkSession spark) {
        try (RoundDriver<Shard> averaging = start(spark, OuterSettings.average(), GeneratedRows.ADAM)) {
            round(averaging);
            String digest = round(averaging).digest();
            for (Method method : List.of(Method.BMUF, Method.BMUF_NESTEROV, Method.DILOCO, Method.SLOWMO)) {
                try (RoundDriver<Shard> driver = start(spark, new OuterSettings(method, 1, 0), GeneratedRows.ADAM)) {
                    round(driver);
                    assertThat(round(driver).digest())
                            .as("parameters and rows with %s", method)
                            .isEqualTo(digest);
                    assertThat(driver.state().parameters())
                            .isEqualTo(averaging.state().parameters());
                    assertThat(driver.state().optimizerState())
                            .isEqualTo(averaging.state().optimizerState());
                }
            }
        }
    }

    @Test
    void rounds_diloco_moveDenseParametersByTheFormulaAndNothingElse(SparkSession spark) {
        OuterOptimizer formula = new NesterovMomentum(0.7, 0.9);
        try (RoundDriver<Shard> driver = start(spark, OuterSettings.of(Method.DILOCO, 2), GeneratedRows.ADAM);
                RoundDriver<Shard> averaging = start(spark, OuterSettings.average(), GeneratedRows.ADAM)) {
            for (int round = 0; round < 3; round++) {
                TrainingState before = driver.state();
                RoundResult result = round(driver).result();
                OuterOptimizer.Start next =
                        formula.next(before.parameters(), result.parameters(), before.velocity(), () -> Double.NaN);
                assertThat(driver.state().parameters())
                        .isEqualTo(next.parameters())
                        .isNotEqualTo(result.parameters());
                assertThat(driver.state().velocity()).isEqualTo(next.velocity());
                assertThat(driver.state().optimizerState())
                        .as("moments are averages")
                        .isEqualTo(result.optimizerState());
                if (round == 0) {
                    round(averaging);
                    RoundsIT.assertSameTables(driver.tables(), averaging.tables(), 0);
                }
            }
        }
    }

    /** Two steps a round: the learning rates of a linear fall over ten steps are 0.01 and 0.009. */
    @Test
    void round_slowMo_measuresVelocityInTheRoundsMeanLearningRate(SparkSession spark) {
        OptimizerSettings falling = new OptimizerSettings(
                new UpdateRule.Sgd(), new LearningRate(0.01, Schedule.LINEAR, 0, 10, 1), 0, Double.POSITIVE_INFINITY);
        try (RoundDriver<Shard> driver = start(spark, new OuterSettings(Method.SLOWMO, 1, 0.5), falling)) {
            float[] start = driver.state().parameters();
            RoundResult result = round(driver).result();
            float[] expected = new float[start.length];
            for (int i = 0; i < expected.length; i++) {
                expected[i] = (float) (((double) result.parameters()[i] - start[i]) / 0.0095);
            }
            assertThat(driver.state().velocity()).containsExactly(expected, Offset.offset(1e-4f));
            assertThat(driver.state().parameters()).isEqualTo(result.parameters());
        }
    }

    @Test
    void after_velocityOfAnotherRun_isRefused(SparkSession spark) {
        try (RoundDriver<Shard> driver = start(spark, OuterSettings.of(Method.BMUF, 2), GeneratedRows.ADAM)) {
            int size = driver.state().parameters().length;
            assertThatThrownBy(() -> driver.after(1, driver.state().balancer(), new float[1]))
                    .hasMessageStartingWith("Outer velocity: 1 numbers to resume from, but " + size + " parameters with"
                            + " BlockMomentum[rate=1.0, momentum=0.5] need " + size + ": ");
        }
    }
}
