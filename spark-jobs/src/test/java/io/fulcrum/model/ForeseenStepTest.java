package io.fulcrum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.data.Batch;
import io.fulcrum.data.Shard;
import io.fulcrum.data.WeightedShard;
import io.fulcrum.model.embedding.EmbeddingGradients;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.embedding.RowRecords;
import io.fulcrum.model.loss.TaskSums;
import io.fulcrum.model.optimizer.OptimizerSettings;
import io.fulcrum.model.optimizer.UpdateRule;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A step whose gradient is put together from those of a probe, against the step with a backward pass of its own. */
class ForeseenStepTest {
    private static final OptimizerSettings SGD = SmallRecommender.sgd(1, 1e-3, Double.POSITIVE_INFINITY);
    private static final double[] WEIGHTS = {0.3, 1.7};

    /** Every architecture, and every kind of input. */
    static Stream<ModelSpec> models() {
        return EmbeddingProbeTest.all();
    }

    static Stream<ModelSpec> sumsOfTasks() {
        return models().filter(ForeseenStepTest::isSumOfTasks);
    }

    static Stream<ModelSpec> withTermsOfSteps() {
        return models().filter(spec -> !isSumOfTasks(spec));
    }

    private static boolean isSumOfTasks(ModelSpec spec) {
        return MultiTaskNetwork.of(spec).isSumOfTasks();
    }

    /** What a step changed. */
    private record Stepped(TaskSums sums, float[] parameters, RowRecords rows) {
        static Stepped of(ModelSpec spec, Batch batch, Consumer<RecommenderModel> before) {
            EmbeddingTables tables = EmbeddingTables.initial(spec.embeddings(new UpdateRule.Sgd()));
            try (RecommenderModel model = SmallRecommender.started(spec, SGD, tables)) {
                model.read(batch);
                before.accept(model);
                return new Stepped(model.step(WEIGHTS), model.parameters(), model.touchedRows());
            }
        }
    }

    private static double[][] probe(RecommenderModel model) {
        double[][] sums = new double[2][model.layout().sharedSize()];
        model.probe(sums);
        return sums;
    }

    @ParameterizedTest
    @MethodSource("sumsOfTasks")
    void step_putTogether_isTheStepAloneButForRounding(ModelSpec spec) {
        for (Shard shard : List.of(SmallRecommender.rows(40), firstTaskAlone(40), weightedRows(40))) {
            Stepped alone = Stepped.of(spec, shard.all(), model -> {});
            Stepped foreseen = Stepped.of(spec, shard.all(), model -> {
                model.expectStep(WEIGHTS);
                probe(model);
            });
            assertClose(foreseen, alone);
            Stepped withRows = Stepped.of(spec, shard.all(), model -> {
                model.expectStep(WEIGHTS);
                model.probe(new double[2][model.layout().sharedSize()], new EmbeddingGradients(2));
            });
            assertThat(withRows).usingRecursiveComparison().isEqualTo(foreseen);
        }
    }

    @Test
    void step_probedTwice_isThatOfTheSecondProbe() {
        Batch batch = SmallRecommender.rows(40).all();
        Stepped once = Stepped.of(SmallRecommender.MMOE, batch, model -> {
            model.expectStep(WEIGHTS);
            probe(model);
        });
        Stepped twice = Stepped.of(SmallRecommender.MMOE, batch, model -> {
            model.expectStep(WEIGHTS);
            probe(model);
            probe(model);
        });
        assertThat(twice).usingRecursiveComparison().isEqualTo(once);
    }

    private static Shard firstTaskAlone(int rows) {
        Shard shard = SmallRecommender.rows(rows);
        Arrays.fill(shard.labels()[1], Float.NaN);
        return shard;
    }

    private static Shard weightedRows(int rows) {
        float[][] weights = new float[2][rows];
        for (int row = 0; row < rows; row++) {
            weights[0][row] = row % 5;
            weights[1][row] = 0.5f + row % 3;
        }
        return WeightedShard.of(SmallRecommender.rows(rows), weights);
    }

    private static void assertClose(Stepped actual, Stepped expected) {
        assertThat(actual.sums.lossSums()).containsExactly(expected.sums.lossSums());
        assertThat(actual.sums.squaredGradient())
                .isCloseTo(expected.sums.squaredGradient(), within(1e-5 * expected.sums.squaredGradient()));
        assertThat(actual.parameters).containsExactly(expected.parameters, within(3e-6f));
        for (int table = 0; table < expected.rows.tables(); table++) {
            assertThat(actual.rows.rows(table)).isEqualTo(expected.rows.rows(table));
            assertThat(actual.rows.records(table)).containsExactly(expected.rows.records(table), within(3e-6f));
        }
    }

    /** The probe of a step to come measures what it measures alone; a product of other width may round otherwise. */
    @ParameterizedTest
    @MethodSource("models")
    void probe_ofAStepToCome_measuresTheSame(ModelSpec spec) {
        Batch batch = SmallRecommender.rows(40).all();
        double[][][] probed = new double[2][][];
        Stepped.of(spec, batch, model -> probed[0] = probe(model));
        Stepped.of(spec, batch, model -> {
            model.expectStep(WEIGHTS);
            probed[1] = probe(model);
        });
        for (int task = 0; task < 2; task++) {
            assertThat(probed[1][task]).containsExactly(probed[0][task], within(1e-6));
        }
    }

    /** Entropies, penalised gates and the like are no sums of the tasks' gradients. */
    @ParameterizedTest
    @MethodSource("withTermsOfSteps")
    void step_withTermsThatOnlyAStepHas_hasItsOwnPass(ModelSpec spec) {
        Batch batch = SmallRecommender.rows(40).all();
        Stepped alone = Stepped.of(spec, batch, model -> {});
        Stepped foreseen = Stepped.of(spec, batch, model -> {
            model.expectStep(WEIGHTS);
            probe(model);
        });
        assertThat(foreseen).usingRecursiveComparison().isEqualTo(alone);
    }

    @Test
    void step_whichIsNotTheOneForeseen_hasItsOwnPass() {
        Batch batch = SmallRecommender.rows(40).all();
        Stepped alone = Stepped.of(SmallRecommender.MMOE, batch, model -> {});
        Stepped otherWeights = Stepped.of(SmallRecommender.MMOE, batch, model -> {
            model.expectStep(new double[] {0.3, 1.6});
            probe(model);
        });
        Stepped readAgain = Stepped.of(SmallRecommender.MMOE, batch, model -> {
            model.expectStep(WEIGHTS);
            probe(model);
            model.read(batch);
        });
        Stepped notProbed = Stepped.of(SmallRecommender.MMOE, batch, model -> model.expectStep(WEIGHTS));
        assertThat(otherWeights).usingRecursiveComparison().isEqualTo(alone);
        assertThat(readAgain).usingRecursiveComparison().isEqualTo(alone);
        assertThat(notProbed).usingRecursiveComparison().isEqualTo(alone);
    }

    /** The sum of 26 slopes of 2e37, which the bias of a head gets, is no float; their mean is. */
    @Test
    void step_whereSumsOverflowAndMeansDoNot_hasItsOwnPass() {
        Shard shard = SmallRecommender.rows(40);
        for (int row = 0; row < shard.rows(); row++) {
            shard.labels()[1][row] = Float.isNaN(shard.labels()[1][row]) ? Float.NaN : 5e36f;
        }
        Stepped alone = Stepped.of(SmallRecommender.MMOE, shard.all(), model -> {});
        assertThat(alone.sums.isFinite()).isTrue();
        Stepped foreseen = Stepped.of(SmallRecommender.MMOE, shard.all(), model -> {
            model.expectStep(WEIGHTS);
            probe(model);
        });
        assertThat(foreseen).usingRecursiveComparison().isEqualTo(alone);
    }
}
