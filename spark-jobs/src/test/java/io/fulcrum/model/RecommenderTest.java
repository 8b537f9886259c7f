package io.fulcrum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.contract.LabelScale;
import io.fulcrum.data.Batch;
import io.fulcrum.data.Shard;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.kernel.FixedOrderProduct;
import io.fulcrum.model.loss.TaskLoss;
import io.fulcrum.model.loss.TaskSums;
import io.fulcrum.model.optimizer.LearningRate;
import io.fulcrum.model.optimizer.OptimizerSettings;
import io.fulcrum.model.optimizer.UpdateRule;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Scoring gives what the trained model computes. */
class RecommenderTest {
    @Test
    void score_inputs_areWhatTheNetworkReads() {
        ModelSpec spec = SmallRecommender.MMOE;
        EmbeddingTables tables = EmbeddingTables.initial(spec.embeddings(new UpdateRule.Sgd()));
        Shard shard = SmallRecommender.rows(20);
        Batch batch = new Batch(shard, new int[] {3, 19, 3, 0, 7}, 1, 5);
        float[] parameters = MultiTaskNetwork.of(spec).parameters();
        float[] inputs = new float[4 * spec.inputWidth()];
        for (int i = 0; i < 4; i++) {
            int row = batch.row(i);
            int at = i * spec.inputWidth();
            tables.copyTo(0, shard.ids()[0][row], inputs, at);
            tables.copyTo(1, shard.ids()[1][row], inputs, at + 3);
            Shard.Lists history = shard.lists()[0];
            int length = history.offsets()[row + 1] - history.offsets()[row];
            for (int entry = history.offsets()[row]; entry < history.offsets()[row + 1]; entry++) {
                tables.addTo(1, history.ids()[entry], inputs, at + 6, 1f / length);
            }
            inputs[at + 9] = shard.numbers()[0][row];
        }
        float[] expected = new float[8];
        MultiTaskNetwork.of(spec).forward(inputs, 4, expected);
        double[] scores = new double[8];
        for (int i = 0; i < 8; i++) {
            scores[i] = SmallRecommender.SCALES.get(i / 4).unscaled(expected[i]);
        }
        ScoringSession session = new ScoringSession(new Recommender(spec, parameters, tables));
        assertThat(session.score(batch)).containsExactly(scores, within(1e-5));
    }

    @Test
    void score_afterTraining_isTheTrainedModelsForward() {
        ModelSpec spec = SmallRecommender.MMOE;
        UpdateRule adam = new UpdateRule.Adam(0.9, 0.999, 1e-8);
        OptimizerSettings optimizer =
                new OptimizerSettings(adam, LearningRate.constant(0.05), 0, Double.POSITIVE_INFINITY);
        EmbeddingTables tables = EmbeddingTables.initial(spec.embeddings(adam));
        Batch batch = SmallRecommender.rows(30).all();
        try (RecommenderModel model = SmallRecommender.started(spec, optimizer, tables)) {
            double before = loss(model.step(batch, new double[] {1, 1}));
            for (int step = 0; step < 20; step++) {
                model.step(batch, new double[] {1, 1});
            }
            tables.apply(model.touchedRows());
            float[] parameters = model.parameters();
            double trained = loss(model.step(batch, new double[] {1, 1}));
            assertThat(trained).isLessThan(before);
            Recommender recommender = new Recommender(spec, parameters, tables.withoutState());
            ScoringSession session = new ScoringSession(recommender);
            assertThat(lossOf(session.score(batch), batch, spec)).isCloseTo(trained, within(1e-5));
        }
    }

    /** Alone, in its place, and in any order and cut of batches, among any others: a row has the same scores. */
    @ParameterizedTest
    @MethodSource("seeds")
    void score_anyBatchPlaceAndNeighbours_givesTheSameBits(long seed) {
        RandomRecommender random = new RandomRecommender(seed);
        Recommender model = random.model();
        int rows = FixedOrderProduct.ROWS + 300;
        Shard shard = random.rows(rows);
        int tasks = model.spec().tasks().size();
        double[] whole = new ScoringSession(model).score(shard.all());
        assertThat(whole).hasSize(tasks * rows);
        ScoringSession session = new ScoringSession(model);
        for (Batch batch : random.cuts(shard)) {
            double[] expected = new double[tasks * batch.size()];
            for (int i = 0; i < expected.length; i++) {
                expected[i] = whole[i / batch.size() * rows + batch.row(i % batch.size())];
            }
            assertThat(session.score(batch)).isEqualTo(expected);
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, 24);
    }

    @Test
    void score_equalRowsOfABatch_areEqual() {
        for (ModelSpec spec : List.of(SmallRecommender.MMOE, SmallRecommender.SHARED_BOTTOM)) {
            Recommender model = untrained(spec);
            int[] order = IntStream.range(0, 997).map(i -> i % 7).toArray();
            double[] scores =
                    new ScoringSession(model).score(new Batch(SmallRecommender.rows(7), order, 0, order.length));
            for (int i = 0; i < scores.length; i++) {
                int first = i / order.length * order.length + i % order.length % 7;
                assertThat(scores[i]).isEqualTo(scores[first]);
            }
        }
    }

    @Test
    void score_manyThreads_givesTheSameBits() {
        Recommender model = untrained(SmallRecommender.MMOE);
        Shard shard = SmallRecommender.rows(50);
        double[] whole = score(model, shard.all());
        var all = IntStream.range(0, 4)
                .mapToObj(thread -> CompletableFuture.supplyAsync(() -> score(model, shard.all())))
                .toList();
        all.forEach(one -> assertThat(one.join()).isEqualTo(whole));
    }

    @Test
    void score_binaryTask_isWithinTheLimitsOfLogOdds() {
        ModelSpec spec = SmallRecommender.SHARED_BOTTOM;
        float[] parameters = parameters(spec);
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] *= 1000;
        }
        Recommender model = new Recommender(spec, parameters, untrained(spec).tables());
        Batch batch = SmallRecommender.rows(60).all();
        double[] scores = score(model, batch);
        double[] clicks = Arrays.copyOf(scores, 60);
        assertThat(clicks).contains((double) -LogOdds.MOST);
        for (double click : clicks) {
            assertThat(click).isBetween((double) -LogOdds.MOST, (double) LogOdds.MOST);
        }
        assertThat(Math.abs(scores[60])).isGreaterThan(1000);
    }

    private static Recommender untrained(ModelSpec spec) {
        return new Recommender(spec, parameters(spec), EmbeddingTables.initial(spec.embeddings(new UpdateRule.Sgd())));
    }

    private static double[] score(Recommender model, Batch batch) {
        ScoringSession session = new ScoringSession(model);
        return session.score(batch);
    }

    private static float[] parameters(ModelSpec spec) {
        float[] parameters = MultiTaskNetwork.of(spec).parameters();
        return parameters;
    }

    private static double loss(TaskSums sums) {
        return sums.lossSums()[0] + sums.lossSums()[1];
    }

    private static double lossOf(double[] scores, Batch batch, ModelSpec spec) {
        float[] labels = new float[scores.length];
        float[] outputs = new float[scores.length];
        for (int task = 0; task < 2; task++) {
            for (int i = task * batch.size(); i < (task + 1) * batch.size(); i++) {
                LabelScale scale = spec.scales().get(task);
                labels[i] = scale.scaled(batch.shard().labels()[task][batch.row(i - task * batch.size())]);
                outputs[i] = scale.scaled(scores[i]);
            }
        }
        double loss = 0;
        for (int task = 0; task < 2; task++) {
            loss += TaskLoss.of(spec.tasks())
                    .get(task)
                    .rowGradients(outputs, labels, task * batch.size(), batch.size(), new float[outputs.length])
                    .sum();
        }
        return loss;
    }
}
