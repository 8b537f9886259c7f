package io.fulcrum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.contract.LabelScale;
import io.fulcrum.data.Batch;
import io.fulcrum.data.Shard;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Scoring gives what the trained model computes. */
class RecommenderTest {
    @Test
    void score_inputs_areWhatTheNetworkReads() {
        ModelSpec spec = SmallRecommender.MMOE;
        EmbeddingTables tables = EmbeddingTables.initial(spec.embeddings(new UpdateRule.Sgd()));
        Shard shard = SmallRecommender.rows(20);
        Batch batch = new Batch(shard, new int[] {3, 19, 3, 0, 7}, 1, 5);
        float[] parameters = spec.buildNetwork().parameters();
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
        spec.buildNetwork().forward(inputs, 4, expected);
        double[] scores = new double[8];
        for (int i = 0; i < 8; i++) {
            scores[i] = SmallRecommender.SCALES.get(i / 4).unscaled(expected[i]);
        }
        Recommender.Session session = new Recommender(spec, parameters, tables).session();
        double[] scored = session.score(batch);
        for (int i = 0; i < 8; i++) {
            assertThat(scored[i]).isCloseTo(scores[i], within(1e-6));
        }
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
            Recommender.Session session = recommender.session();
            assertThat(lossOf(session.score(batch), batch, spec)).isCloseTo(trained, within(1e-5));
        }
    }

    @Test
    void score_manyThreadsOrSmallerBatches_givesTheSameBits() {
        ModelSpec spec = SmallRecommender.SHARED_BOTTOM;
        Recommender model =
                new Recommender(spec, parameters(spec), EmbeddingTables.initial(spec.embeddings(new UpdateRule.Sgd())));
        Shard shard = SmallRecommender.rows(50);
        double[] whole = score(model, shard.all());
        var all = IntStream.range(0, 4)
                .mapToObj(thread -> CompletableFuture.supplyAsync(() -> score(model, shard.all())))
                .toList();
        all.forEach(one -> assertThat(one.join()).isEqualTo(whole));
        Iterator<Batch> parts = Batch.inOrder(shard, 16).iterator();
        Recommender.Session session = model.session();
        for (int row = 0; parts.hasNext(); ) {
            Batch part = parts.next();
            double[] logits = session.score(part);
            for (int i = 0; i < part.size(); i++, row++) {
                assertThat(logits[i]).isEqualTo(whole[row], within(1e-6));
            }
        }
    }

    private static double[] score(Recommender model, Batch batch) {
        Recommender.Session session = model.session();
        return session.score(batch);
    }

    private static float[] parameters(ModelSpec spec) {
        float[] parameters = spec.buildNetwork().parameters();
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
            loss += spec.losses()
                    .get(task)
                    .rowGradients(outputs, labels, task * batch.size(), batch.size(), new float[outputs.length])
                    .sum();
        }
        return loss;
    }
}
