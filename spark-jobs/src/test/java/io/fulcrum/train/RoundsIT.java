package io.fulcrum.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.LocalSpark;
import io.fulcrum.balance.BalanceSettings;
import io.fulcrum.contract.LabelScale;
import io.fulcrum.data.Batch;
import io.fulcrum.data.Shard;
import io.fulcrum.data.WeightedShard;
import io.fulcrum.job.JobFailure;
import io.fulcrum.model.RecommenderModel;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.embedding.RowMerge;
import io.fulcrum.model.optimizer.LearningRate;
import io.fulcrum.model.optimizer.OptimizerSettings;
import io.fulcrum.model.optimizer.UpdateRule;
import io.fulcrum.train.outer.OuterSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Equalities of distributed training. */
@ExtendWith(LocalSpark.class)
public class RoundsIT {
    private static final BalanceSettings EQUAL_WEIGHTS = BalanceSettings.of(BalanceSettings.Method.STATIC);

    @Test
    void rounds_oneWorker_equalLocalStepsToTheBit(SparkSession spark) {
        List<Shard> shards = GeneratedRows.shards(1, 0.7, 300, 310, 290);
        RoundSettings rounds = rounds(1, 64, RowMerge.MEAN);
        try (RoundDriver<Shard> driver =
                        run(rounds, GeneratedRows.ADAM, EQUAL_WEIGHTS).start(rdd(spark, shards));
                RecommenderModel local = new RecommenderModel(GeneratedRows.MODEL, GeneratedRows.ADAM)) {
            RecommenderTask task = new RecommenderTask("local", GeneratedRows.MODEL, GeneratedRows.ADAM, rounds);
            EmbeddingTables tables = EmbeddingTables.initial(GeneratedRows.MODEL.embeddings(GeneratedRows.ADAM.rule()));
            long step = 0;
            for (int round = 0; round < shards.size(); round++) {
                local.embeddings(tables);
                local.load(local.parameters(), local.optimizerState(), step);
                RoundPlan plan = new RoundPlan(
                        round,
                        0,
                        step,
                        rounds.seed(),
                        local.parameters(),
                        local.optimizerState(),
                        new double[] {1, 1},
                        round);
                for (Batch batch : task.stepBatches(plan, round, shards.get(round))) {
                    local.step(batch, new double[] {1, 1});
                    step++;
                }
                tables.apply(local.touchedRows());
                driver.round(0, new int[] {round});
            }
            assertThat(driver.state().step()).isEqualTo(step);
            assertThat(driver.state().parameters()).isEqualTo(local.parameters());
            assertThat(driver.state().optimizerState()).isEqualTo(local.optimizerState());
            assertSameTables(driver.tables(), tables, 0);
        }
    }

    @Test
    void round_equalWorkersOneSgdStep_equalsOneStepOnTheUnion(SparkSession spark) {
        OptimizerSettings sgd =
                new OptimizerSettings(new UpdateRule.Sgd(), LearningRate.constant(0.5), 0, Double.POSITIVE_INFINITY);
        List<Shard> shards = GeneratedRows.shards(5, 1, 128, 128, 128);
        RoundSettings rounds = rounds(3, 128, RowMerge.MEAN);
        try (RoundDriver<Shard> driver = run(rounds, sgd, EQUAL_WEIGHTS).start(rdd(spark, shards));
                RecommenderModel local = new RecommenderModel(GeneratedRows.MODEL, sgd)) {
            EmbeddingTables tables = EmbeddingTables.initial(GeneratedRows.MODEL.embeddings(sgd.rule()));
            local.embeddings(tables);
            local.load(local.parameters(), local.optimizerState(), 0);
            local.step(union(shards).all(), new double[] {1, 1});
            tables.apply(local.touchedRows());
            driver.round(0, new int[] {0, 1, 2});
            assertClose(driver.state().parameters(), local.parameters(), 2e-6);
            assertSameTables(driver.tables(), tables, 2e-6);
        }
    }

    @Test
    void gram_anyNumberOfWorkers_isThatOfTheWholeProbe(SparkSession spark) {
        List<Shard> shards = GeneratedRows.shards(9, 0.3, 200, 100, 50);
        RoundSettings rounds = rounds(3, 200, RowMerge.TOUCHED_MEAN);
        RoundSettings alone = rounds(1, 350, RowMerge.TOUCHED_MEAN);
        try (RoundDriver<Shard> three =
                        run(rounds, GeneratedRows.ADAM, pareto()).start(rdd(spark, shards));
                RoundDriver<Shard> one =
                        run(alone, GeneratedRows.ADAM, pareto()).start(rdd(spark, List.of(union(shards))))) {
            RoundOutcome apart = three.round(0, new int[] {0, 1, 2});
            RoundOutcome together = one.round(0, new int[] {0});
            double scale = together.result().probe().gram()[0][0]
                    + together.result().probe().gram()[1][1];
            for (int i = 0; i < 2; i++) {
                for (int j = 0; j < 2; j++) {
                    assertThat(apart.result().probe().gram()[i][j])
                            .isCloseTo(together.result().probe().gram()[i][j], within(1e-5 * scale));
                }
            }
            assertClose(three.state().weights().values(), one.state().weights().values(), 1e-4);
        }
    }

    /** What is measured changes no bit of the training. */
    @Test
    void round_lossesAfterTheSteps_areMeasuredAndLeaveTheParametersAsTheyAre(SparkSession spark) {
        JavaRDD<Shard> shards = rdd(spark, GeneratedRows.shards(9, 0.3, 200, 150));
        RoundSettings rounds = rounds(2, 50, RowMerge.TOUCHED_MEAN);
        try (RoundDriver<Shard> plain =
                        run(rounds, GeneratedRows.ADAM, EQUAL_WEIGHTS).start(shards);
                RoundDriver<Shard> measured = run(
                                rounds, GeneratedRows.ADAM, BalanceSettings.of(BalanceSettings.Method.FAMO))
                        .start(shards)) {
            RoundOutcome before = plain.round(0, new int[] {0, 1});
            RoundOutcome after = measured.round(0, new int[] {0, 1});
            assertThat(before.result().probe().gram()).isEmpty();
            assertThat(before.result().probe().detail().lossesAfter()).isEmpty();
            assertThat(before.predicted()).isEmpty();
            assertThat(after.digest()).isEqualTo(before.digest());
            assertThat(after.result().probe().losses())
                    .isEqualTo(before.result().probe().losses());
            assertThat(after.result().probe().detail().lossesAfter()[0])
                    .isLessThan(after.result().probe().losses()[0]);
        }
    }

    /** −η Σ u_k g_i · g_k with equal weights u = 1 and one step. */
    @Test
    void round_gradientsMeasured_predictsTheFirstOrderChange(SparkSession spark) {
        double rate = 1e-3;
        OptimizerSettings sgd =
                new OptimizerSettings(new UpdateRule.Sgd(), LearningRate.constant(rate), 0, Double.POSITIVE_INFINITY);
        try (RoundDriver<Shard> driver = run(rounds(1, 300, RowMerge.MEAN), sgd, pareto())
                .start(rdd(spark, GeneratedRows.shards(9, 0.3, 300)))) {
            RoundOutcome outcome = driver.round(0, new int[] {0});
            double[][] gram = outcome.result().probe().gram();
            assertThat(outcome.predicted())
                    .containsExactly(
                            new double[] {-rate * (gram[0][0] + gram[0][1]), -rate * (gram[1][0] + gram[1][1])},
                            within(1e-15));
        }
    }

    /** By the representation the Gram matrix adds up over workers, whatever rows they have; each sends 2 × 2 sums. */
    @Test
    void gramByRepresentation_anyNumberOfWorkers_isThatOfTheWholeProbe(SparkSession spark) {
        BalanceSettings mgdaUb = BalanceSettings.of(BalanceSettings.Method.MGDA_UB);
        List<Shard> plainShards = GeneratedRows.shards(9, 0.3, 200, 100, 50);
        List<Shard> shards = plainShards.stream().map(RoundsIT::weighted).toList();
        try (RoundDriver<Shard> three = run(rounds(3, 200, RowMerge.TOUCHED_MEAN), GeneratedRows.ADAM, mgdaUb)
                        .start(rdd(spark, shards));
                RoundDriver<Shard> one = run(rounds(1, 350, RowMerge.TOUCHED_MEAN), GeneratedRows.ADAM, mgdaUb)
                        .start(rdd(spark, List.of(weighted(union(plainShards)))));
                RoundDriver<Shard> plain = run(rounds(3, 200, RowMerge.TOUCHED_MEAN), GeneratedRows.ADAM, EQUAL_WEIGHTS)
                        .start(rdd(spark, shards))) {
            RoundOutcome apart = three.round(0, new int[] {0, 1, 2});
            double[][] together = one.round(0, new int[] {0}).result().probe().gram();
            for (int i = 0; i < 2; i++) {
                assertThat(apart.result().probe().gram()[i])
                        .containsExactly(together[i], within(1e-6 * (together[0][0] + together[1][1])));
            }
            assertClose(three.state().weights().values(), one.state().weights().values(), 1e-5);
            assertThat(apart.predicted()).as("not of parameters").isEmpty();
            assertThat(apart.result().probe().isByRepresentation()).isTrue();
            RoundOutcome before = plain.round(0, new int[] {0, 1, 2});
            assertThat(apart.bytesUp() - before.bytesUp()).isEqualTo(3 * 2 * 2 * 8);
            assertThat(apart.digest()).as("measuring changes no bit").isEqualTo(before.digest());
        }
    }

    private static Shard weighted(Shard shard) {
        float[][] weights = new float[2][shard.rows()];
        for (int row = 0; row < shard.rows(); row++) {
            // from the row's own values, so that it has the same weight in any shard
            weights[0][row] = 1 + shard.ids()[0][row] % 5;
            weights[1][row] = shard.ids()[1][row] % 3;
        }
        return WeightedShard.of(shard, weights);
    }

    @Test
    void gram_rowsWithWeightsOnAnyNumberOfWorkers_isThatOfTheWholeProbe(SparkSession spark) {
        List<Shard> shards = GeneratedRows.shards(9, 0.3, 200, 100, 50);
        List<Shard> parts = shards.stream().map(RoundsIT::weighted).toList();
        try (RoundDriver<Shard> three = run(rounds(3, 200, RowMerge.TOUCHED_MEAN), GeneratedRows.ADAM, pareto())
                        .start(rdd(spark, parts));
                RoundDriver<Shard> one = run(rounds(1, 350, RowMerge.TOUCHED_MEAN), GeneratedRows.ADAM, pareto())
                        .start(rdd(spark, List.of(weighted(union(shards)))));
                RoundDriver<Shard> plain = run(rounds(3, 200, RowMerge.TOUCHED_MEAN), GeneratedRows.ADAM, pareto())
                        .start(rdd(spark, shards))) {
            RoundResult apart = three.round(0, new int[] {0, 1, 2}).result();
            RoundResult together = one.round(0, new int[] {0}).result();
            RoundResult unweighted = plain.round(0, new int[] {0, 1, 2}).result();
            double scale = together.probe().gram()[0][0] + together.probe().gram()[1][1];
            assertThat(apart.probe().labelled()).isEqualTo(together.probe().labelled());
            assertThat(apart.probe().labelled()[1])
                    .isLessThan(unweighted.probe().labelled()[1]);
            for (int i = 0; i < 2; i++) {
                assertThat(apart.probe().losses()[i]).isCloseTo(together.probe().losses()[i], within(1e-6));
                for (int j = 0; j < 2; j++) {
                    assertThat(apart.probe().gram()[i][j])
                            .isCloseTo(together.probe().gram()[i][j], within(1e-5 * scale));
                }
            }
            assertThat(apart.probe().losses()[0])
                    .isNotCloseTo(unweighted.probe().losses()[0], within(1e-4));
        }
    }

    @Test
    void round_taskWithoutLabels_keepsItsWeightAndSaysSo(SparkSession spark) {
        List<Shard> shards = GeneratedRows.shards(3, 0, 100, 100);
        try (RoundDriver<Shard> driver = run(rounds(2, 50, RowMerge.TOUCHED_MEAN), GeneratedRows.ADAM, pareto())
                .start(rdd(spark, shards))) {
            RoundOutcome outcome = driver.round(0, new int[] {0, 1});
            assertThat(outcome.result().losses()[1]).isNaN();
            assertThat(driver.state().weights().at(1)).isCloseTo(1, within(1e-12));
            assertThat(outcome.diagnostics().notes())
                    .anySatisfy(note -> assertThat(note).contains("buy"));
            for (float parameter : driver.state().parameters()) {
                assertThat(parameter).isFinite();
            }
        }
    }

    @Test
    void round_lossNotANumber_endsWithRoundShardTaskAndAdvice(SparkSession spark) {
        OptimizerSettings wild =
                new OptimizerSettings(new UpdateRule.Sgd(), LearningRate.constant(1e30), 0, Double.POSITIVE_INFINITY);
        List<Shard> shards = GeneratedRows.shards(3, 1, 200, 200);
        try (RoundDriver<Shard> driver =
                run(rounds(2, 50, RowMerge.TOUCHED_MEAN), wild, EQUAL_WEIGHTS).start(rdd(spark, shards))) {
            assertThatThrownBy(() -> driver.round(0, new int[] {0, 1}))
                    .isInstanceOf(JobFailure.class)
                    .hasMessageMatching(
                            "Round 1, shard 0: loss of task \"(click|buy)\" is (NaN|Infinity) after local step"
                                    + " \\d+\\."
                                    + " Last learning rate 1\\.0E30; try a lower one, or set optimizer\\.clip-norm\\.");
        }
    }

    @Test
    void round_shardOfBadNumbersSkipped_equalsTheRoundWithoutIt(SparkSession spark) {
        List<Shard> shards = GeneratedRows.shards(3, 1, 200, 150);
        Arrays.fill(shards.get(1).numbers()[0], Float.NaN);
        RoundSettings stop = rounds(2, 50, RowMerge.TOUCHED_MEAN);
        RoundSettings skip = new RoundSettings(
                2,
                5,
                50,
                1,
                1,
                OuterSettings.average(),
                RowMerge.TOUCHED_MEAN,
                RoundSettings.OptimizerState.AVERAGE,
                BadNumbers.SKIP,
                RowPolicy.DEFAULT,
                Delta.EXACT,
                99);
        JavaRDD<Shard> rdd = rdd(spark, shards);
        try (RoundDriver<Shard> both = run(skip, GeneratedRows.ADAM, pareto()).start(rdd);
                RoundDriver<Shard> good =
                        run(stop, GeneratedRows.ADAM, pareto()).start(rdd)) {
            RoundOutcome outcome = both.round(0, new int[] {0, 1});
            assertThat(outcome.digest()).isEqualTo(good.round(0, new int[] {0}).digest());
            assertThat(outcome.result().skipped()).containsExactly(4, 4); // a probe and three steps
            assertThat(both.state().weights().values())
                    .isEqualTo(good.state().weights().values());
            assertThatThrownBy(() -> both.round(0, new int[] {1}))
                    .isInstanceOf(JobFailure.class)
                    .hasMessage(
                            "Round 2: no batch had finite losses and gradients, and on-bad-numbers = skip left all of them"
                                    + " out. Last learning rate 0.01; try a lower one, or set optimizer.clip-norm.");
            assertThatThrownBy(() -> good.round(0, new int[] {0, 1}))
                    .isInstanceOf(JobFailure.class)
                    .hasMessageStartingWith("Round 2, shard 1: loss of task \"click\" is NaN in the probe.");
        }
    }

    @Test
    void rounds_manyRounds_journalIsDrawnTogetherAndReplicasFollow(SparkSession spark) {
        List<Shard> shards = GeneratedRows.shards(21, 1, 60, 60);
        RoundSettings rounds = rounds(2, 60, RowMerge.TOUCHED_MEAN);
        TrainingRun run = run(rounds, GeneratedRows.ADAM, EQUAL_WEIGHTS);
        JavaRDD<Shard> rdd = rdd(spark, shards);
        try (RoundDriver<Shard> followed = run.start(rdd)) {
            double[] losses = new double[12];
            for (int round = 0; round < losses.length; round++) {
                losses[round] = followed.round(round, new int[] {0, 1}).result().losses()[0];
                if (round % 5 == 4) {
                    run.forget(); // as a new executor, which starts from the journal alone
                }
            }
            try (RoundDriver<Shard> undisturbed =
                    run(rounds, GeneratedRows.ADAM, EQUAL_WEIGHTS).start(rdd)) {
                for (int round = 0; round < losses.length; round++) {
                    assertThat(undisturbed
                                    .round(round, new int[] {0, 1})
                                    .result()
                                    .losses()[0])
                            .isEqualTo(losses[round]);
                }
                assertThat(undisturbed.state().parameters())
                        .isEqualTo(followed.state().parameters());
            }
        }
    }

    public static BalanceSettings pareto() {
        return BalanceSettings.of(BalanceSettings.Method.PARETO);
    }

    public static RoundSettings rounds(int workers, int batchSize, RowMerge merge) {
        return new RoundSettings(
                workers,
                5,
                batchSize,
                1,
                1,
                OuterSettings.average(),
                merge,
                RoundSettings.OptimizerState.AVERAGE,
                BadNumbers.STOP,
                RowPolicy.DEFAULT,
                Delta.EXACT,
                99);
    }

    public static TrainingRun run(RoundSettings rounds, OptimizerSettings optimizer, BalanceSettings balance) {
        StoppingSettings stopping = new StoppingSettings(Optional.empty(), 3, 0);
        return new TrainingRun(
                "run-" + System.nanoTime(),
                GeneratedRows.MODEL,
                new TrainSettings(GeneratedRows.MODEL.network(), rounds, optimizer, balance, stopping));
    }

    public static JavaRDD<Shard> rdd(SparkSession spark, List<Shard> shards) {
        return JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(shards, shards.size());
    }

    /** Returns one shard with the rows of all. */
    static Shard union(List<Shard> shards) {
        int rows = shards.stream().mapToInt(Shard::rows).sum();
        int[][] ids = new int[2][rows];
        float[][] numbers = new float[2][rows];
        float[][] labels = new float[2][rows];
        int[] offsets = new int[rows + 1];
        int[] entries = new int[0];
        int at = 0;
        for (Shard shard : shards) {
            for (int i = 0; i < 2; i++) {
                System.arraycopy(shard.ids()[i], 0, ids[i], at, shard.rows());
                System.arraycopy(shard.numbers()[i], 0, numbers[i], at, shard.rows());
                System.arraycopy(shard.labels()[i], 0, labels[i], at, shard.rows());
            }
            int[] from = shard.lists()[0].offsets();
            int base = entries.length;
            for (int row = 0; row < shard.rows(); row++) {
                offsets[at + row + 1] = base + from[row + 1];
            }
            int used = from[shard.rows()];
            entries = Arrays.copyOf(entries, base + used);
            System.arraycopy(shard.lists()[0].ids(), 0, entries, base, used);
            at += shard.rows();
        }
        return new Shard(
                ids,
                new Shard.Lists[] {new Shard.Lists(offsets, entries)},
                numbers,
                labels,
                Shard.UNWEIGHTED,
                new long[0],
                rows,
                LabelScale.identities(labels.length));
    }

    public static void assertSameTables(EmbeddingTables actual, EmbeddingTables expected, double tolerance) {
        int[][] rows = new int[expected.spec().tables().size()][];
        for (int table = 0; table < rows.length; table++) {
            rows[table] = java.util.stream.IntStream.range(
                            0, expected.spec().tables().get(table).rows())
                    .toArray();
        }
        for (int table = 0; table < rows.length; table++) {
            assertClose(
                    actual.recordsOf(rows).records(table),
                    expected.recordsOf(rows).records(table),
                    tolerance);
        }
    }

    private static void assertClose(float[] actual, float[] expected, double tolerance) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat((double) actual[i]).as("at " + i).isCloseTo(expected[i], within(tolerance));
        }
    }

    private static void assertClose(double[] actual, double[] expected, double tolerance) {
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(tolerance));
        }
    }
}
