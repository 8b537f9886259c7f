package io.fulcrum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.contract.LabelScale;
import io.fulcrum.contract.SplitSummary.LabelSummary;
import io.fulcrum.contract.TaskType;
import io.fulcrum.data.Batch;
import io.fulcrum.data.Shard;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.optimizer.LearningRate;
import io.fulcrum.model.optimizer.OptimizerSettings;
import io.fulcrum.model.optimizer.UpdateRule;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Labels in their own unit outside, of mean 0 and deviation 1 inside. */
class LabelScaleTest {
    private static final int ROWS = 400;
    private static final UpdateRule ADAM = new UpdateRule.Adam(0.9, 0.999, 1e-8);

    @Test
    void unscaled_scaledLabel_isTheLabel() {
        LabelScale scale = new LabelScale(1000, 50);
        assertThat(scale.scaled(1100)).isEqualTo(2);
        assertThat(scale.unscaled(-3)).isEqualTo(850);
        for (float label : new float[] {0, -7.5f, 999.9f, 1e6f}) {
            assertThat(scale.unscaled(scale.scaled(label))).isCloseTo(label, within(1e-6 * Math.abs(label) + 1e-4));
        }
        assertThat(scale.scaled(Float.NaN)).isNaN();
    }

    @Test
    void unscaled_labelsFarFromZero_keepTheirDifferences() {
        LabelScale scale = new LabelScale(1.7e9, 5);
        for (double label : new double[] {1.7e9 - 7.25, 1.7e9 + 0.001, 1.7e9 + 12}) {
            assertThat(scale.unscaled(scale.scaled(label))).isCloseTo(label, within(1e-6));
        }
        LabelScale later = new LabelScale(1.7e9 + 10, 5);
        assertThat(later.rescaled(2, scale)).isEqualTo(0);
        assertThat(later.rescaled(0.1f, later)).isEqualTo(0.1f);
        assertThat(later.rescaled(Float.NaN, scale)).isNaN();
    }

    @Test
    void identity_anyLabel_staysToTheBit() {
        assertThat(LabelScale.IDENTITY.scaled(0.1f)).isEqualTo(0.1f);
        assertThat(LabelScale.IDENTITY.unscaled(-1e-30f)).isEqualTo((double) -1e-30f);
    }

    @Test
    void of_tasks_standardisesRegressionsAlone() {
        assertThat(LabelScale.of(TaskType.REGRESSION, new LabelSummary(4, 10, 1.5)))
                .isEqualTo(new LabelScale(2.5, 1.5));
        assertThat(LabelScale.of(TaskType.REGRESSION, new LabelSummary(4, 10, 0)))
                .isEqualTo(new LabelScale(2.5, 1));
        assertThat(LabelScale.of(TaskType.REGRESSION, new LabelSummary(0, 0, 0)))
                .isEqualTo(LabelScale.IDENTITY);
        assertThat(LabelScale.of(TaskType.BINARY, new LabelSummary(4, 3, 0.4))).isEqualTo(LabelScale.IDENTITY);
    }

    @ParameterizedTest
    @CsvSource({"NaN, 1", "0, 0", "0, -1", "0, NaN", "Infinity, 1", "0, Infinity"})
    void new_outOfRange_isRefused(double mean, double deviation) {
        assertThatThrownBy(() -> new LabelScale(mean, deviation))
                .hasMessage("Label scale has mean " + mean
                        + " and deviation " + deviation + ", which must be finite and the deviation above 0."
                        + " Prepare the data again and train on it.");
    }

    @Test
    void spec_scalesOfAnotherNumberOfTasks_isRefused() {
        ModelSpec spec = SmallRecommender.MMOE;
        assertThatThrownBy(() -> new ModelSpec(
                        spec.tasks(), spec.features(), List.of(LabelScale.IDENTITY), spec.network(), spec.seed()))
                .hasMessage("Model has 1 label scales for 2 tasks: each task needs one. Train again.");
    }

    @Test
    void training_labelsAroundAThousand_learnsBothTasks() {
        Shard shard = learnable();
        float[] seconds = shard.labels()[1];
        double mean = IntStream.range(0, ROWS)
                .mapToDouble(row -> seconds[row])
                .average()
                .orElseThrow();
        double deviation = rootMeanSquare(shard, row -> seconds[row] - mean);
        LabelScale scale = LabelScale.of(TaskType.REGRESSION, new LabelSummary(ROWS, mean * ROWS, deviation));
        ModelSpec small = SmallRecommender.MMOE;
        ModelSpec spec = new ModelSpec(
                small.tasks(), small.features(), List.of(LabelScale.IDENTITY, scale), small.network(), small.seed());
        double[] scores = trained(spec, shard.all()); // [task][row]
        assertThat(rootMeanSquare(shard, row -> scores[ROWS + row] - seconds[row]))
                .isLessThan(0.5 * deviation);
        long right = IntStream.range(0, ROWS)
                .filter(row -> scores[row] > 0 == shard.labels()[0][row] > 0)
                .count();
        assertThat(right).isGreaterThan(ROWS * 9 / 10);
    }

    private static Shard learnable() {
        Shard shard = SmallRecommender.rows(ROWS);
        for (int row = 0; row < ROWS; row++) {
            float price = shard.numbers()[0][row];
            shard.labels()[0][row] = price + shard.ids()[0][row] > 4 ? 1 : 0;
            shard.labels()[1][row] = 1000 + 40 * price + 10 * shard.ids()[1][row];
        }
        return shard;
    }

    private static double[] trained(ModelSpec spec, Batch batch) {
        OptimizerSettings adam = new OptimizerSettings(ADAM, LearningRate.constant(0.02), 0, Double.POSITIVE_INFINITY);
        EmbeddingTables tables = EmbeddingTables.initial(spec.embeddings(ADAM));
        try (RecommenderModel model = SmallRecommender.started(spec, adam, tables)) {
            for (int step = 0; step < 150; step++) {
                model.step(batch, new double[] {1, 1});
            }
            tables.apply(model.touchedRows());
            Recommender recommender = new Recommender(spec, model.parameters(), tables.withoutState());
            ScoringSession session = new ScoringSession(recommender);
            return session.score(batch);
        }
    }

    private static double rootMeanSquare(Shard shard, IntToDoubleFunction error) {
        return Math.sqrt(IntStream.range(0, shard.rows())
                .mapToDouble(error)
                .map(e -> e * e)
                .average()
                .orElseThrow());
    }
}
