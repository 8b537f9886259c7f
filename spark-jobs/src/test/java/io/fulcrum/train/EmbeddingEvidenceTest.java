package io.fulcrum.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.balance.BalanceDecision;
import io.fulcrum.balance.BalanceSettings;
import io.fulcrum.balance.BalanceSettings.Method;
import io.fulcrum.balance.Evidence;
import io.fulcrum.balance.ProbeOptions;
import io.fulcrum.balance.TaskBalancer;
import io.fulcrum.balance.TaskBalancers;
import io.fulcrum.balance.TaskSignals;
import io.fulcrum.model.embedding.EmbeddingGradients;
import io.fulcrum.model.embedding.RowRecords;
import io.fulcrum.model.graph.ParameterLayout;
import io.fulcrum.model.graph.ParameterLayout.Shared;
import io.fulcrum.model.graph.ParameterLayout.Slice;
import io.fulcrum.model.loss.TaskSums;
import io.fulcrum.train.exchange.ExactFloats;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.lang3.SerializationUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients of shared parameters and embedding rows as workers send them and the driver reads them. */
class EmbeddingEvidenceTest {
    private static final int TASKS = 3;
    private static final int SHARED = 4;
    private static final int[] WIDTHS = {2, 3}; // [table]
    private static final int TABLE_ROWS = 12;
    private static final List<String> NAMES = List.of("a", "b", "c");

    /** A batch of one half of the probe: its gradients by the shared parameters, and by two rows of each table. */
    private record Batch(int half, TaskSums sums, double[][] shared, int[][] rows, float[][][][] gradients) {
        static Batch of(int half, Random random) {
            double[] weights = new double[TASKS];
            long[] labelled = new long[TASKS];
            double[][] shared = new double[TASKS][SHARED];
            int[][] rows = new int[WIDTHS.length][];
            float[][][][] gradients = new float[WIDTHS.length][2][TASKS][]; // [table][place][task][position]
            for (int task = 0; task < TASKS; task++) {
                labelled[task] = random.nextInt(4) > 0 ? 1 : 0;
                weights[task] = labelled[task] * (1 + random.nextInt(3));
                for (int p = 0; p < SHARED && labelled[task] > 0; p++) {
                    shared[task][p] = (float) (random.nextGaussian() + task);
                }
            }
            for (int table = 0; table < WIDTHS.length; table++) {
                int first = random.nextInt(TABLE_ROWS);
                rows[table] = new int[] {first, (first + 1 + random.nextInt(TABLE_ROWS - 1)) % TABLE_ROWS};
                for (int place = 0; place < 2; place++) {
                    for (int task = 0; task < TASKS; task++) {
                        gradients[table][place][task] = new float[WIDTHS[table]];
                        for (int p = 0; p < WIDTHS[table] && labelled[task] > 0; p++) {
                            gradients[table][place][task][p] = (float) (random.nextGaussian() + 0.5);
                        }
                    }
                }
            }
            return new Batch(half, new TaskSums(weights.clone(), labelled, weights, 1, 0), shared, rows, gradients);
        }

        GradientSums gradientSums() {
            EmbeddingGradients embeddings = new EmbeddingGradients(TASKS);
            for (int table = 0; table < WIDTHS.length; table++) {
                for (int place = 0; place < 2; place++) {
                    for (int task = 0; task < TASKS; task++) {
                        embeddings.add(task, table, rows[table][place], gradients[table][place][task]);
                    }
                }
            }
            return new GradientSums(Arrays.stream(shared).map(double[]::clone).toArray(double[][]::new), embeddings);
        }

        /** Adds to the gradient by all parameters and all rows of all tables. */
        void addTo(double[][] whole) {
            for (int task = 0; task < TASKS; task++) {
                for (int p = 0; p < SHARED; p++) {
                    whole[task][p] += shared[task][p];
                }
                int at = SHARED;
                for (int table = 0; table < WIDTHS.length; table++) {
                    for (int place = 0; place < 2; place++) {
                        for (int p = 0; p < WIDTHS[table]; p++) {
                            whole[task][at + rows[table][place] * WIDTHS[table] + p] +=
                                    gradients[table][place][task][p];
                        }
                    }
                    at += TABLE_ROWS * WIDTHS[table];
                }
            }
        }
    }

    private static List<Batch> batches(int count, long seed) {
        Random random = new Random(seed);
        List<Batch> batches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            batches.add(Batch.of(i % 2, random));
        }
        return batches;
    }

    /** Deals batches out to workers, which send their states, and reads the merged state. */
    private static ProbeResult measured(List<Batch> batches, int workers, ProbeSettings settings) {
        Random random = new Random(workers);
        GradientReduction reduction =
                new GradientReduction(List.of(), SHARED, settings.options().sketch(), 77);
        RoundState[] states = new RoundState[workers];
        Arrays.setAll(
                states, worker -> new RoundState(TASKS, new ProbeState(TASKS, reduction.length(), settings.parts())));
        for (Batch batch : batches) {
            states[random.nextInt(workers)].probe().add(batch.half, batch.sums, reduction.of(batch.gradientSums()));
        }
        RoundState merged = states[0];
        for (int worker = 1; worker < workers; worker++) {
            merged = merged.merge(SerializationUtils.deserialize(SerializationUtils.serialize(states[worker])));
        }
        merged.addStep(new TaskSums(new double[TASKS], new long[] {1, 1, 1}, 1));
        merged.finish(new ExactFloats(new float[] {1}), ExactFloats.NONE, RowRecords.none());
        return RoundResult.of(merged, settings).probe();
    }

    private static double[][] whole(List<Batch> batches) {
        double[][] whole = new double[TASKS][SHARED + TABLE_ROWS * (WIDTHS[0] + WIDTHS[1])];
        batches.forEach(batch -> batch.addTo(whole));
        return whole;
    }

    private static double weight(List<Batch> batches, int task) {
        return batches.stream().mapToDouble(batch -> batch.sums.weights()[task]).sum();
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int p = 0; p < a.length; p++) {
            sum += a[p] * b[p];
        }
        return sum;
    }

    private static void assertClose(double[][] actual, double[][] expected) {
        assertThat(actual.length).isEqualTo(expected.length);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).containsExactly(expected[i], within(1e-12));
        }
    }

    private static BalanceSettings settings(Method method) {
        return BalanceText.read("method = " + method.key() + ", probe.embeddings = true");
    }

    /** Those that read gradients of parameters and keep none from round to round. */
    static Stream<Method> methods() {
        return Arrays.stream(Method.values()).filter(method -> {
            Set<Evidence> evidence = method.defaults().evidence();
            return evidence.contains(Evidence.GRAM) && method != Method.EXCESS_MTL;
        });
    }

    /** The Gram matrices and means of the gradients stacked by hand, and the decisions on them, on any workers. */
    @ParameterizedTest
    @MethodSource("methods")
    void of_batchesOnAnyWorkers_isOfTheGradientsByEveryParameter(Method method) {
        BalanceSettings balance = settings(method);
        ProbeSettings probe = ProbeSettings.of(balance);
        assertThat(probe.needsEmbeddings()).isTrue();
        List<Batch> batches = batches(20, 5);
        double[][] whole = whole(batches);
        double[][] expected = new double[TASKS][TASKS];
        for (int i = 0; i < TASKS; i++) {
            for (int j = 0; j < TASKS; j++) {
                expected[i][j] = dot(whole[i], whole[j]) / weight(batches, i) / weight(batches, j);
            }
        }
        double[] one = decided(balance, measured(batches, 1, probe));
        for (int workers : new int[] {1, 2, 5, 30}) {
            ProbeResult result = measured(batches, workers, probe);
            assertClose(result.gram(), expected);
            assertThat(result.isByRepresentation()).isFalse();
            assertThat(decided(balance, result)).containsExactly(one, within(1e-9));
        }
    }

    private static double[] decided(BalanceSettings settings, ProbeResult probe) {
        TaskBalancer balancer = TaskBalancers.of(settings, NAMES);
        BalanceDecision decision = balancer.decide(
                new TaskSignals(
                        1,
                        probe.gram(),
                        probe.losses(),
                        probe.labelled(),
                        new TaskSignals.LocalSteps(1, 1, new double[] {1, 1, 1}),
                        probe.detail()),
                balancer.start());
        return decision.weights().values();
    }

    /** Coordinates are the shared parameters, then the used rows by table and row. */
    @Test
    void of_coordinates_areThoseOfUsedRowsInOrder() {
        ProbeSettings settings = new ProbeSettings(
                Set.of(Evidence.GRAM, Evidence.COORDINATES), new ProbeOptions(ProbeOptions.Of.SHARED, 0, 0, true));
        List<Batch> batches = batches(3, 8);
        double[][] whole = whole(batches);
        double[][] gradients = measured(batches, 2, settings).detail().gradients();
        for (int task = 0; task < TASKS; task++) {
            double weight = weight(batches, task);
            List<Double> expected = new ArrayList<>();
            for (int p = 0; p < whole[task].length; p++) {
                if (p < SHARED || isUsed(batches, p)) {
                    expected.add(weight == 0 ? 0 : whole[task][p] / weight);
                }
            }
            assertThat(gradients[task])
                    .containsExactly(expected.stream().mapToDouble(x -> x).toArray(), within(1e-12));
        }
        assertThat(gradients[0].length).isLessThan(whole[0].length);
    }

    private static boolean isUsed(List<Batch> batches, int p) {
        int table = p < SHARED + TABLE_ROWS * WIDTHS[0] ? 0 : 1;
        int row = (p - SHARED - table * TABLE_ROWS * WIDTHS[0]) / WIDTHS[table];
        return batches.stream()
                .anyMatch(batch -> Arrays.stream(batch.rows[table]).anyMatch(used -> used == row));
    }

    /** The halves use different rows, some of them in common. */
    @Test
    void of_splitGram_countsRowsThatBothHalvesHave() {
        ProbeSettings settings = new ProbeSettings(
                Set.of(Evidence.GRAM, Evidence.SPLIT_GRAM), new ProbeOptions(ProbeOptions.Of.SHARED, 0, 0, true));
        List<Batch> batches = batches(8, 3);
        List<Batch> first = batches.stream().filter(batch -> batch.half == 0).toList();
        List<Batch> second = batches.stream().filter(batch -> batch.half == 1).toList();
        double[][] a = whole(first);
        double[][] b = whole(second);
        double[][] expected = new double[TASKS][TASKS];
        for (int i = 0; i < TASKS; i++) {
            for (int j = 0; j < TASKS; j++) {
                expected[i][j] = dot(a[i], b[j]) / weight(first, i) / weight(second, j);
            }
        }
        assertClose(measured(batches, 3, settings).detail().splitGram(), expected);
    }

    /** Halves without a row in common have the product of the shared parameters alone. */
    @Test
    void of_splitGramOfDisjointRows_isThatOfSharedParameters() {
        ProbeSettings settings = new ProbeSettings(
                Set.of(Evidence.GRAM, Evidence.SPLIT_GRAM), new ProbeOptions(ProbeOptions.Of.SHARED, 0, 0, true));
        ProbeState state = new ProbeState(1, 1, 2);
        TaskSums sums = new TaskSums(new double[] {1}, new long[] {1}, new double[] {2}, 1, 0);
        state.add(0, sums, oneRow(3, 8, new float[] {5, 6}));
        state.add(1, sums, oneRow(4, 9, new float[] {7, 1}));
        ProbeResult result = ProbeResult.of(state, settings);
        assertThat(result.detail().splitGram()).isDeepEqualTo(new double[][] {{3 * 4 / 4.0}});
        assertThat(result.gram()).isDeepEqualTo(new double[][] {{(7 * 7 + 25 + 36 + 49 + 1) / 16.0}});
        assertThat(result.gradients().embeddingGram()).isDeepEqualTo(new double[][] {{(25 + 36 + 49 + 1) / 16.0}});
    }

    private static GradientSums oneRow(double shared, int row, float[] gradient) {
        EmbeddingGradients embeddings = new EmbeddingGradients(1);
        embeddings.add(0, 0, row, gradient);
        return new GradientSums(new double[][] {{shared}}, embeddings);
    }

    /**
     * Two batches of weight 1 with the sums (3, row 0: 0) and (1, row 1: 4): Σ ‖s‖² / n = 9 + 17 = 26, ‖Σ s‖² / Σ n =
     * (16 + 16) / 2 = 16, τ = 10, relative variance 10 / 16.
     */
    @Test
    void of_shrink_countsEmbeddingRows() {
        ProbeSettings settings =
                new ProbeSettings(Set.of(Evidence.GRAM), new ProbeOptions(ProbeOptions.Of.SHARED, 1, 0, true));
        ProbeState state = new ProbeState(1, 1, 1);
        TaskSums sums = new TaskSums(new double[] {1}, new long[] {1}, new double[] {1}, 1, 0);
        state.add(0, sums, oneRow(3, 0, new float[] {0}));
        state.add(1, sums, oneRow(1, 1, new float[] {4}));
        ProbeResult result = ProbeResult.of(state, settings);
        double factor = 1 - 10 / 16.0;
        assertThat(result.gram()[0][0]).isCloseTo(factor * factor * 32 / 4, within(1e-12));
        assertThat(result.gradients().embeddingGram()[0][0]).isCloseTo(factor * factor * 16 / 4, within(1e-12));
    }

    /** Norms of the layer of four shared parameters, and of all rows together. */
    @Test
    void norms_embeddingRows_areALayerOfTheirOwn() {
        ParameterLayout layout = new ParameterLayout(List.of(new Slice("bottom_W", 0, SHARED, new Shared())));
        List<Batch> batches = batches(6, 2);
        double[][] whole = whole(batches);
        ProbeSettings settings =
                new ProbeSettings(Set.of(Evidence.GRAM), new ProbeOptions(ProbeOptions.Of.SHARED, 0, 0, true));
        ProbeResult result = measured(batches, 2, settings);
        Map<String, double[]> norms = result.gradients().norms(layout);
        assertThat(norms.keySet()).containsExactly("bottom", "embeddings");
        for (int task = 0; task < TASKS; task++) {
            double[] shared = Arrays.copyOf(whole[task], SHARED);
            double[] rows = Arrays.copyOfRange(whole[task], SHARED, whole[task].length);
            double weight = weight(batches, task);
            assertThat(norms.get("bottom")[task]).isCloseTo(Math.sqrt(dot(shared, shared)) / weight, within(1e-12));
            assertThat(norms.get("embeddings")[task]).isCloseTo(Math.sqrt(dot(rows, rows)) / weight, within(1e-12));
        }
    }

    /** The sketch of the summed gradients whatever workers sketched, and no rows travel. */
    @Test
    void of_sketch_doesNotDependOnTheWorkers() {
        ProbeSettings settings =
                new ProbeSettings(Set.of(Evidence.GRAM), new ProbeOptions(ProbeOptions.Of.SHARED, 0, 16, true));
        List<Batch> batches = batches(20, 5);
        ProbeResult one = measured(batches, 1, settings);
        assertClose(measured(batches, 4, settings).gram(), one.gram());
        assertThat(one.gradients().sums().embeddings().size()).isZero();
        assertThat(one.gradients().sums().bytes()).isEqualTo(TASKS * 16 * 8);
        assertThat(one.gradients().embeddingGram()).as("mixed with the rest").isEmpty();
        assertThat(one.isByRepresentation()).isFalse();
    }

    /** The mean over seeds is the product, the mean square error at most (‖x‖²‖y‖² + ⟨x, y⟩²) / m. */
    @Test
    void of_sketch_isUnbiasedOverSeeds() {
        List<Batch> batches = batches(20, 5);
        GradientSums sums = new GradientSums(TASKS, SHARED);
        batches.forEach(batch -> sums.merge(batch.gradientSums()));
        double[][] exact = sums.products(sums);
        int seeds = 4000;
        double mean = 0;
        double square = 0;
        for (int seed = 0; seed < seeds; seed++) {
            GradientSums sketched = new GradientReduction(List.of(), SHARED, 16, 1_000_003L * seed).of(sums);
            double error = sketched.products(sketched)[0][1] - exact[0][1];
            mean += error / seeds;
            square += error * error / seeds;
        }
        double bound = (exact[0][0] * exact[1][1] + exact[0][1] * exact[0][1]) / 16;
        assertThat(square / bound).isBetween(0.5, 1.1);
        assertThat(mean).isCloseTo(0, within(4 * Math.sqrt(bound / seeds)));
    }
}
