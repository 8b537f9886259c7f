package io.fulcrum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.data.Batch;
import io.fulcrum.data.Shard;
import io.fulcrum.model.architecture.Architecture;
import io.fulcrum.model.architecture.ArchitectureExamples;
import io.fulcrum.model.architecture.NetworkSettings;
import io.fulcrum.model.embedding.EmbeddingGradients;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.graph.EmbeddingSizes;
import io.fulcrum.model.graph.HiddenActivation;
import io.fulcrum.model.graph.HiddenLayers;
import io.fulcrum.model.graph.InputInteraction;
import io.fulcrum.model.graph.NetworkOptions;
import io.fulcrum.model.graph.Normalisation;
import io.fulcrum.model.graph.ParameterLayout;
import io.fulcrum.model.graph.ParameterLayout.Shared;
import io.fulcrum.model.loss.TaskSums;
import io.fulcrum.model.optimizer.OptimizerSettings;
import io.fulcrum.model.optimizer.UpdateRule;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradients of shared parameters and embedding rows that a probe measures, against steps and differences. */
class EmbeddingProbeTest {
    private static final int ROWS = 40; // of which a table of nine has few rows, so that fields are kept apart
    private static final OptimizerSettings SGD = SmallRecommender.sgd(1, 0, Double.POSITIVE_INFINITY);

    /** Fields, shared tables, lists that are pooled or attended to, two sizes, and every architecture. */
    static Stream<ModelSpec> all() {
        return Stream.concat(
                small(),
                Stream.concat(
                        ArchitectureExamples.all().map(one -> spec(one, NetworkOptions.DEFAULT)),
                        Stream.of(new InputInteraction.DcnV2(2, 2), new InputInteraction.Fm())
                                .map(one -> spec(
                                        SmallRecommender.MMOE.network().architecture(),
                                        new NetworkOptions(HiddenLayers.RECTIFIED, one)))));
    }

    /** Those without terms, of which a step learns and a probe does not. */
    static Stream<ModelSpec> models() {
        return all().filter(spec -> spec.graph().terms().isEmpty());
    }

    static Stream<ModelSpec> small() {
        return Stream.of(
                SmallRecommender.MMOE,
                SmallRecommender.SHARED_BOTTOM,
                SmallRecommender.TWO_SIZES,
                SmallRecommender.ATTENDED,
                SmallRecommender.TRAINED_QUERY);
    }

    private static ModelSpec spec(Architecture architecture, NetworkOptions options) {
        NetworkSettings network = new NetworkSettings(architecture, options, EmbeddingSizes.of(3));
        return new ModelSpec(SmallRecommender.TASKS, SmallRecommender.FEATURES, SmallRecommender.SCALES, network, 23);
    }

    private static EmbeddingTables tables(ModelSpec spec) {
        return EmbeddingTables.initial(spec.embeddings(new UpdateRule.Sgd()));
    }

    /** A probe's sums. */
    private record Probed(TaskSums losses, double[][] shared, EmbeddingGradients rows) {
        static Probed of(RecommenderModel model, Batch batch) {
            double[][] shared = new double[2][model.layout().sharedSize()];
            EmbeddingGradients rows = new EmbeddingGradients(2);
            model.read(batch);
            return new Probed(model.probe(shared, rows), shared, rows);
        }
    }

    /** With plain SGD of rate 1 and the weight of one task alone, a row moves by the task's mean gradient. */
    @ParameterizedTest
    @MethodSource("models")
    void probe_everyEmbeddingRow_isTheMoveOfAStepOfItsTaskAlone(ModelSpec spec) {
        for (Shard shard : List.of(SmallRecommender.rows(ROWS), SmallRecommender.weighted(ROWS, 3))) {
            boolean attended = !spec.network().attention().isEmpty();
            if (attended && shard.lists()[0].isWeighted()) {
                continue; // which attention refuses
            }
            assertRowsMoveBySteps(spec, shard.all());
        }
    }

    private static void assertRowsMoveBySteps(ModelSpec spec, Batch batch) {
        EmbeddingTables before = tables(spec);
        try (RecommenderModel model = SmallRecommender.started(spec, SGD, before)) {
            Probed probed = Probed.of(model, batch);
            int[] nonZero = new int[2];
            for (int task = 0; task < 2; task++) {
                EmbeddingTables after = tables(spec);
                try (RecommenderModel stepped = SmallRecommender.started(spec, SGD, after)) {
                    stepped.step(batch, new double[] {task == 0 ? 1 : 0, task == 0 ? 0 : 1});
                    after.apply(stepped.touchedRows());
                }
                int k = task;
                double weight = probed.losses.weights()[task];
                probed.rows.forEach((table, row, width, sums, at) -> {
                    float[] from = new float[width];
                    float[] to = new float[width];
                    before.copyTo(table, row, from, 0);
                    after.copyTo(table, row, to, 0);
                    for (int i = 0; i < width; i++) {
                        double move = from[i] - to[i];
                        assertThat(sums[k][at + i] / weight)
                                .as("task %d, table %d, row %d", k, table, row)
                                .isCloseTo(move, within(Math.max(2e-6, 1e-6 * Math.abs(move))));
                        nonZero[k] += Math.abs(sums[k][at + i]) > 1e-4 ? 1 : 0;
                    }
                });
            }
            assertThat(nonZero[0]).as("rows that learn").isGreaterThan(5);
            assertThat(nonZero[1]).as("rows that learn").isGreaterThan(5);
        }
    }

    /** Neither the gradients of shared parameters nor a step that follows depends on what else is measured. */
    @ParameterizedTest
    @MethodSource("models")
    void probe_withEmbeddings_changesNothingElseToTheBit(ModelSpec spec) {
        Batch batch = SmallRecommender.rows(ROWS).all();
        double[] weights = {0.3, 1.7};
        try (RecommenderModel with = SmallRecommender.started(spec, SGD, tables(spec));
                RecommenderModel without = SmallRecommender.started(spec, SGD, tables(spec))) {
            Probed probed = Probed.of(with, batch);
            double[][] plain = new double[2][probed.shared[0].length];
            without.probe(batch, plain);
            assertThat(probed.shared).isDeepEqualTo(plain);
            assertThat(with.touchedRows().count()).isZero();
            Probed again = Probed.of(with, batch);
            assertThat(again.rows.products(again.rows)).isDeepEqualTo(probed.rows.products(probed.rows));
            with.step(weights);
            without.step(weights);
            assertThat(with.parameters()).isEqualTo(without.parameters());
            for (int table = 0; table < with.touchedRows().tables(); table++) {
                assertThat(with.touchedRows().records(table))
                        .isEqualTo(without.touchedRows().records(table));
            }
        }
    }

    /** With a smooth activation, so that differences are those of one slope. */
    static Stream<ModelSpec> smooth() {
        NetworkOptions options = new NetworkOptions(new HiddenLayers(HiddenActivation.SWISH, Normalisation.NONE, 0));
        return small().map(spec -> new ModelSpec(
                spec.tasks(),
                spec.features(),
                spec.scales(),
                new NetworkSettings(
                        spec.network().architecture(),
                        options,
                        spec.network().embedding(),
                        spec.network().attention()),
                spec.seed()));
    }

    /** H over all shared dense parameters and all rows, used by the batch or not, from losses alone. */
    @ParameterizedTest
    @MethodSource("smooth")
    void products_ofGradients_areThoseOfFiniteDifferences(ModelSpec spec) {
        Batch batch = SmallRecommender.rows(ROWS).all();
        double[][] brute = new double[2][];
        double[][] ofRows = new double[2][];
        for (int task = 0; task < 2; task++) {
            double[] weights = {task == 0 ? 1 : 0, task == 0 ? 0 : 1};
            brute[task] = sharedDifferences(spec, batch, weights);
            ofRows[task] = rowDifferences(spec, batch, weights);
        }
        try (RecommenderModel model = SmallRecommender.started(spec, SGD, tables(spec))) {
            Probed probed = Probed.of(model, batch);
            double[][] products = probed.rows.products(probed.rows);
            double[] n = probed.losses.weights();
            double rowsShare = 0;
            for (int i = 0; i < 2; i++) {
                for (int j = 0; j < 2; j++) {
                    double shared = dot(probed.shared[i], probed.shared[j]);
                    double h = (shared + products[i][j]) / n[i] / n[j];
                    double expected = dot(brute[i], brute[j]) + dot(ofRows[i], ofRows[j]);
                    double scale = Math.sqrt((dot(brute[i], brute[i]) + dot(ofRows[i], ofRows[i]))
                            * (dot(brute[j], brute[j]) + dot(ofRows[j], ofRows[j])));
                    assertThat(h).as("H %d %d", i, j).isCloseTo(expected, within(0.002 * scale));
                    double rowScale = Math.sqrt(dot(ofRows[i], ofRows[i]) * dot(ofRows[j], ofRows[j]));
                    assertThat(products[i][j] / n[i] / n[j])
                            .as("rows' part %d %d", i, j)
                            .isCloseTo(dot(ofRows[i], ofRows[j]), within(0.002 * rowScale));
                    rowsShare += Math.abs(products[i][j] / n[i] / n[j]) / scale / 4;
                }
            }
            assertThat(rowsShare).as("what rows add").isGreaterThan(0.001);
        }
    }

    private static double[] sharedDifferences(ModelSpec spec, Batch batch, double[] weights) {
        float[] parameters = MultiTaskNetwork.of(spec).parameters();
        EmbeddingTables tables = tables(spec);
        List<Double> differences = new ArrayList<>();
        for (ParameterLayout.Slice slice : spec.graph().layout().slices()) {
            for (int at = slice.offset();
                    slice.owner() instanceof Shared && at < slice.offset() + slice.length();
                    at++) {
                float old = parameters[at];
                parameters[at] = old + 1e-2f;
                double above = RecommenderModelTest.loss(new Recommender(spec, parameters, tables), batch, weights);
                float up = parameters[at];
                parameters[at] = old - 1e-2f;
                double below = RecommenderModelTest.loss(new Recommender(spec, parameters, tables), batch, weights);
                differences.add((above - below) / (up - parameters[at]));
                parameters[at] = old;
            }
        }
        return differences.stream().mapToDouble(x -> x).toArray();
    }

    private static double[] rowDifferences(ModelSpec spec, Batch batch, double[] weights) {
        EmbeddingTables tables = tables(spec);
        Recommender model = new Recommender(spec, MultiTaskNetwork.of(spec).parameters(), tables);
        List<Double> differences = new ArrayList<>();
        for (int table = 0; table < tables.spec().tables().size(); table++) {
            float[] records = AllRows.of(tables, table);
            for (int at = 0; at < records.length; at++) {
                float old = records[at];
                records[at] = old + 1e-2f;
                float up = records[at];
                AllRows.set(tables, table, records);
                double above = RecommenderModelTest.loss(model, batch, weights);
                records[at] = old - 1e-2f;
                AllRows.set(tables, table, records);
                double below = RecommenderModelTest.loss(model, batch, weights);
                differences.add((above - below) / (up - records[at]));
                records[at] = old;
                AllRows.set(tables, table, records);
            }
        }
        return differences.stream().mapToDouble(x -> x).toArray();
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
