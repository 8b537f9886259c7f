package io.fulcrum.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.balance.BalanceSettings;
import io.fulcrum.balance.BalanceSettings.Method;
import io.fulcrum.balance.Evidence;
import io.fulcrum.balance.TaskBalancer;
import io.fulcrum.balance.TaskBalancers;
import io.fulcrum.balance.TaskSignals;
import io.fulcrum.model.embedding.RowRecords;
import io.fulcrum.model.loss.TaskSums;
import io.fulcrum.train.exchange.ExactFloats;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundResultTest {
    /** A worker that saw {@code labelled} rows a task, whose per-task gradients sum to {@code gradientSums}. */
    private static RoundState worker(double[][] gradientSums, long[] labelled, double[] lossSums, float parameter) {
        RoundState state = new RoundState(labelled.length, gradientSums[0].length);
        for (int task = 0; task < labelled.length; task++) {
            System.arraycopy(
                    gradientSums[task],
                    0,
                    state.probe().whole().gradients().sums()[task],
                    0,
                    gradientSums[task].length);
        }
        TaskSums sums = new TaskSums(lossSums, labelled, 10);
        state.probe().add(0, sums, GradientSums.of(new double[labelled.length][gradientSums[0].length]));
        state.addStep(sums);
        state.finish(new ExactFloats(new float[] {parameter}), ExactFloats.NONE, RowRecords.none());
        return state;
    }

    /**
     * Worker A labels 8 rows of task 0 and 1 of task 1, worker B 2 and 4. Gradient sums of task 0 are (8, 0) and (2,
     * 10), so its global mean is (10, 10) / 10 = (1, 1), where a mean of workers' means would be ((1, 0) + (1, 5)) / 2.
     * Task 1: (5, 0) + (0, 20) over 5 rows is (1, 4). Gram: ⟨(1,1),(1,1)⟩ = 2, ⟨(1,1),(1,4)⟩ = 5, ⟨(1,4),(1,4)⟩ = 17.
     */
    @Test
    void of_workersWithUnequalLabels_isTheGramOfGlobalMeanGradients() {
        RoundState a = worker(new double[][] {{8, 0}, {5, 0}}, new long[] {8, 1}, new double[] {4, 3}, 1);
        RoundState b = worker(new double[][] {{2, 10}, {0, 20}}, new long[] {2, 4}, new double[] {1, 2}, 4);
        RoundResult result = RoundResult.of(a.merge(b), ProbeSettings.ofGram());

        assertThat(result.probe().gram()).isDeepEqualTo(new double[][] {{2, 5}, {5, 17}});
        assertThat(result.probe().losses()).containsExactly(0.5, 1);
        assertThat(result.losses()).containsExactly(0.5, 1);
        assertThat(result.probe().labelled()).containsExactly(10, 5);
        assertThat(result.parameters()).containsExactly(2.5f);
        assertThat(result.optimizerState()).isEmpty();
        assertThat(result.rows()).hasSize(2);
    }

    /**
     * Worker A has weights 3 for its 8 rows of task 0, worker B 1 for 2 rows: the mean gradient is (8, 0) + (2, 10)
     * over 4, the mean loss 5 / 4. Counts are still of rows.
     */
    @Test
    void of_rowsWithWeights_dividesByTheirSums() {
        RoundState a = new RoundState(1, 2);
        RoundState b = new RoundState(1, 2);
        add(a, new TaskSums(new double[] {4}, new long[] {8}, new double[] {3}, 10, 0), new double[] {8, 0});
        add(b, new TaskSums(new double[] {1}, new long[] {2}, new double[] {1}, 10, 0), new double[] {2, 10});
        RoundResult result = RoundResult.of(a.merge(b), ProbeSettings.ofGram());

        assertThat(result.probe().gram()[0][0]).isEqualTo(2.5 * 2.5 + 2.5 * 2.5);
        assertThat(result.probe().losses()).containsExactly(1.25);
        assertThat(result.losses()).containsExactly(1.25);
        assertThat(result.probe().labelled()).containsExactly(10);
    }

    private static void add(RoundState state, TaskSums sums, double[] gradients) {
        state.probe().add(0, sums, GradientSums.of(new double[][] {gradients}));
        state.addStep(sums);
        state.finish(new ExactFloats(new float[] {1}), ExactFloats.NONE, RowRecords.none());
    }

    @Test
    void of_taskWithoutLabels_hasAZeroRowAndNoLoss() {
        RoundResult result = RoundResult.of(
                worker(new double[][] {{6}, {0}, {3}}, new long[] {2, 0, 3}, new double[] {1, 0, 3}, 1),
                ProbeSettings.ofGram());

        assertThat(result.probe().gram()).isDeepEqualTo(new double[][] {{9, 0, 3}, {0, 0, 0}, {3, 0, 1}});
        assertThat(result.probe().losses()).containsExactly(0.5, Double.NaN, 1);
    }

    @Test
    void of_taskLabelledOnOneWorkerOnly_isThatWorkersMean() {
        RoundState with = worker(new double[][] {{6, 2}}, new long[] {2}, new double[] {1}, 1);
        RoundState without = worker(new double[][] {{0, 0}}, new long[] {0}, new double[] {0}, 1);

        assertThat(RoundResult.of(without.merge(with), ProbeSettings.ofGram())
                        .probe()
                        .gram()[0][0])
                .isCloseTo(9 + 1, within(1e-15));
    }

    /**
     * Halves of one task: worker A has (2, 0) over weight 1 and (0, 3) over weight 3, worker B (0, 2) over weight 1 in
     * the first half. Means are (1, 1) and (0, 1), their product is 1. Losses after the steps are 6 over weight 5.
     */
    @Test
    void of_halvesAndLossesAfter_areOverAllWorkers() {
        ProbeSettings settings = new ProbeSettings(Set.of(Evidence.SPLIT_GRAM, Evidence.PROBE_AFTER));
        RoundState a = new RoundState(1, new ProbeState(1, 2, 2));
        RoundState b = new RoundState(1, new ProbeState(1, 2, 2));
        a.probe().add(0, weighted(5, 1), GradientSums.of(new double[][] {{2, 0}}));
        a.probe().add(1, weighted(1, 3), GradientSums.of(new double[][] {{0, 3}}));
        b.probe().add(0, weighted(1, 1), GradientSums.of(new double[][] {{0, 2}}));
        a.probe().addAfter(weighted(4, 4));
        b.probe().addAfter(weighted(2, 1));
        RoundState merged = a.merge(b);
        merged.addStep(weighted(1, 1));
        merged.finish(new ExactFloats(new float[] {1}), ExactFloats.NONE, RowRecords.none());
        ProbeResult probe = RoundResult.of(merged, settings).probe();

        assertThat(probe.detail().splitGram()).isDeepEqualTo(new double[][] {{1}});
        assertThat(probe.losses()).containsExactly(7 / 5.0);
        assertThat(probe.detail().lossesAfter()).containsExactly(6 / 5.0);
        assertThat(probe.gram()[0][0]).isCloseTo(0.4 * 0.4 + 1, within(1e-15)); // ((2, 5) / 5)²
    }

    /**
     * Rows of three tasks' gradients by a representation of 3 columns, some without a label, with weights: the Gram
     * matrix of the stacked rows, each task's divided by its sum of weights, and the decisions on it, whatever worker a
     * row is on.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void of_rowsByTheRepresentation_isTheirGramMatrixOnAnyWorkers(long seed) {
        Random random = new Random(seed);
        int rows = 40;
        double[][] stacked = new double[3][3 * rows]; // [task][row and column]
        double[] weights = new double[3];
        RoundState[] workers = new RoundState[1 + random.nextInt(6)];
        Arrays.setAll(workers, worker -> new RoundState(3, ProbeState.ofRepresentation(3)));
        for (int row = 0; row < rows; row++) {
            double[] weight = random.doubles(3).toArray();
            long[] labelled = new long[3];
            for (int task = 0; task < 3; task++) {
                labelled[task] = random.nextInt(3) > 0 ? 1 : 0;
                weight[task] *= labelled[task];
                weights[task] += weight[task];
                for (int column = 0; column < 3; column++) {
                    stacked[task][3 * row + column] = weight[task] * (random.nextGaussian() + task);
                }
            }
            int from = 3 * row;
            double[][] products = products(stacked, from, from + 3);
            workers[random.nextInt(workers.length)]
                    .probe()
                    .addRepresentation(new TaskSums(weight.clone(), labelled, weight, 1, 0), products);
        }
        RoundState merged = workers[0];
        for (int worker = 1; worker < workers.length; worker++) {
            merged = merged.merge(workers[worker]);
        }
        merged.addStep(weighted3());
        merged.finish(new ExactFloats(new float[] {1}), ExactFloats.NONE, RowRecords.none());
        double[][] expected = products(stacked, 0, 3 * rows);
        for (Method method : List.of(Method.MGDA_UB, Method.MULTIBALANCE)) {
            BalanceSettings settings = BalanceSettings.of(method);
            ProbeResult probe =
                    RoundResult.of(merged, ProbeSettings.of(settings)).probe();
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 3; j++) {
                    expected[i][j] /= method == Method.MGDA_UB ? weights[i] * weights[j] : 1;
                    assertThat(probe.gram()[i][j]).isCloseTo(expected[i][j], within(1e-13));
                }
            }
            assertThat(decided(settings, probe.gram(), probe))
                    .containsExactly(decided(settings, expected, probe), within(1e-9));
        }
    }

    private static double[] decided(BalanceSettings settings, double[][] gram, ProbeResult probe) {
        TaskBalancer balancer = TaskBalancers.of(settings, List.of("a", "b", "c"));
        return balancer.decide(new TaskSignals(1, gram, probe.losses(), probe.labelled()), balancer.start())
                .weights()
                .values();
    }

    private static double[][] products(double[][] gradients, int from, int to) {
        double[][] products = new double[gradients.length][gradients.length];
        for (int i = 0; i < products.length; i++) {
            for (int j = 0; j < products.length; j++) {
                for (int p = from; p < to; p++) {
                    products[i][j] += gradients[i][p] * gradients[j][p];
                }
            }
        }
        return products;
    }

    private static TaskSums weighted3() {
        return new TaskSums(new double[3], new long[] {1, 1, 1}, 1);
    }

    private static TaskSums weighted(double loss, double weight) {
        return new TaskSums(new double[] {loss}, new long[] {1}, new double[] {weight}, 1, 0);
    }
}
