package io.fulcrum.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fulcrum.balance.BalanceSettings.Method;
import io.fulcrum.balance.BalanceSettings.Normalise;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The policies around every balancer. */
class TaskBalancerTest {
    private static final List<String> NAMES = List.of("click", "buy", "watch");
    private static final double[] NONE = {};
    private static final double[] LOSSES = {0.5, 0.2, 1.5};
    private static final long[] LABELS = {100, 5, 100};
    private static final double[][] ROWS = {{3, 2, 2}, {2, 1, 1}, {-3, 0, -2}};
    private static final double[][] GRAM = GramMatrix.ofGradients(ROWS).toArray();

    private final TaskBalancer bounded =
            balancer(Method.PARETO, Normalise.NONE, 0, new double[] {0.1, 0.2, 0.1}, new double[] {0.6, 1, 0.5});

    @Test
    void start_bounds_areRespectedByTheFirstWeights() {
        assertThat(bounded.weights(bounded.start()).simplex()).containsExactly(1.0 / 3, 1.0 / 3, 1.0 / 3);
        TaskBalancer steep = balancer(Method.PARETO, Normalise.NONE, 0, new double[] {0.8, 0, 0}, NONE);
        assertThat(steep.weights(steep.start()).simplex()).containsExactly(new double[] {0.8, 0.1, 0.1}, within(1e-15));
    }

    @Test
    void decide_healthyRound_reportsItsCertificate() {
        BalanceDecision decision = bounded.decide(signals(GRAM, LOSSES, LABELS), bounded.start());
        BalanceDiagnostics diagnostics = decision.diagnostics();
        assertThat(diagnostics.gap()).isBetween(0.0, 1e-12);
        assertThat(diagnostics.notes()).isEmpty();
        assertThat(diagnostics.normalisers()).containsExactly(1, 1, 1);
        assertThat(diagnostics.cosines()[0][1]).isCloseTo(10 / Math.sqrt(17 * 6), within(1e-15));
        double[] inner = new GramMatrix(GRAM).times(decision.weights().simplex());
        for (int i = 0; i < 3; i++) {
            assertThat(diagnostics.multipliers()[i]).isCloseTo(inner[i] - diagnostics.lambda(), within(1e-12));
        }
    }

    @Test
    void decide_peLtrOnThreeTasks_reportsTheMeasuredGap() {
        TaskBalancer published = balancer(Method.PE_LTR, Normalise.NONE, 0, NONE, NONE);
        BalanceDecision decision = published.decide(signals(GRAM, LOSSES, LABELS), published.start());
        assertThat(decision.weights().simplex()).containsExactly(new double[] {0, 1, 0}, within(1e-12));
        assertThat(decision.diagnostics().gap()).isCloseTo(5.6, within(1e-12));
    }

    @Test
    void decide_taskWithoutLabels_keepsItsLastWeightWhateverItsNumbersAre() {
        BalanceDecision first = bounded.decide(signals(GRAM, LOSSES, LABELS), bounded.start());
        double[][] gram = new GramMatrix(GRAM).toArray();
        gram[1][1] = gram[0][1] = Double.NaN;
        BalanceDecision second = bounded.decide(
                signals(gram, new double[] {0.5, Double.NaN, 1.5}, new long[] {100, 0, 100}), first.next());
        double kept = first.weights().simplex()[1];
        assertThat(second.weights().simplex()[1]).isEqualTo(kept);
        assertThat(second.diagnostics().notes())
                .containsExactly("Round 7: task \"buy\" has no labelled examples and keeps weight " + kept + ".");
        // The other two share the rest: 17 w_1 - 13 w_3 = 13 w_3 - 13 w_1 gives w_1 : w_3 = 26 : 30.
        assertThat(second.weights().simplex()[2]).isCloseTo((1 - kept) * 30 / 56, within(1e-15));
    }

    @Test
    void decide_zeroGradient_isHeldAtItsFloor() {
        double[][] gram = {{17, 0, -13}, {0, 0, 0}, {-13, 0, 13}};
        BalanceDecision decision = bounded.decide(signals(gram, LOSSES, LABELS), bounded.start());
        // 17 w_1 - 13 w_3 = 13 w_3 - 13 w_1 on the remaining 0.8.
        double[] expected = {0.8 * 26 / 56, 0.2, 0.8 * 30 / 56};
        assertThat(decision.weights().simplex()).containsExactly(expected, within(1e-15));
        assertThat(decision.diagnostics().notes())
                .containsExactly("Round 7: task \"buy\" has a zero gradient and is held at weight 0.2.");
        assertThat(decision.diagnostics().normalisers()).containsExactly(1, 0, 1);
    }

    @Test
    void decide_zeroGradientWhoseFloorLeavesTooMuch_takesWhatTheCeilingsOfTheRestCannot() {
        TaskBalancer capped = balancer(Method.PARETO, Normalise.NONE, 0, NONE, new double[] {0.3, 1, 0.4});
        BalanceDecision decision = capped.decide(
                signals(new double[][] {{17, 0, -13}, {0, 0, 0}, {-13, 0, 13}}, LOSSES, LABELS), capped.start());
        assertThat(decision.weights().simplex()).containsExactly(new double[] {0.3, 0.3, 0.4}, within(1e-15));
        assertThat(decision.diagnostics().notes().get(0)).contains("the tasks with a gradient are at their ceilings");
    }

    @Test
    void decide_surplusAboveTheZeroGradientsCeiling_goesToTasksWithoutLabels() {
        TaskBalancer capped = balancer(Method.PARETO, Normalise.NONE, 0, NONE, new double[] {0.3, 0.4, 0.6});
        BalancerState last = new BalancerState(Map.of("weights", new double[] {0.2, 0.4, 0.4}));
        BalanceDecision decision = capped.decide(
                signals(new double[][] {{1, 0, 0}, {0, 0, 0}, {0, 0, 0}}, LOSSES, new long[] {9, 9, 0}), last);
        // live: 0.3 at most; zero gradient: 0 to 0.3 (all of the surplus fits), no labels: 0.4 as before.
        assertThat(decision.weights().simplex()).containsExactly(new double[] {0.3, 0.3, 0.4}, within(1e-15));
        BalancerState tight = new BalancerState(Map.of("weights", new double[] {0.3, 0.4, 0.3}));
        assertThat(capped.decide(
                                signals(new double[][] {{1, 0, 0}, {0, 0, 0}, {0, 0, 0}}, LOSSES, new long[] {9, 9, 0}),
                                tight)
                        .weights()
                        .simplex())
                .containsExactly(new double[] {0.3, 0.4, 0.3}, within(1e-15));
    }

    @Test
    void decide_noLiveTask_keepsTheLastWeights() {
        BalancerState last = new BalancerState(Map.of("weights", new double[] {0.5, 0.3, 0.2}));
        BalanceDecision decision = bounded.decide(signals(new double[3][3], LOSSES, LABELS), last);
        assertThat(decision.weights().simplex()).containsExactly(0.5, 0.3, 0.2);
        assertThat(decision.diagnostics().notes())
                .containsExactly("Round 7: no task has labels and a non-zero gradient; the weights are unchanged.");
        assertThat(decision.diagnostics().lambda()).isNaN();
    }

    @ParameterizedTest
    @EnumSource(
            value = Method.class,
            names = {"STATIC", "UNCERTAINTY", "DWA", "GLS", "IMTL_L", "RLW", "STCH", "FAMO", "DTP"},
            mode = EnumSource.Mode.EXCLUDE)
    void decide_nonFiniteNumbers_keepsWeightsAndStateAndSaysWhy(Method method) {
        TaskBalancer balancer = balancer(method, Normalise.NONE, 0.5, NONE, NONE);
        BalanceDecision first = balancer.decide(signals(GRAM, LOSSES, LABELS), balancer.start());
        double[][] broken = new GramMatrix(GRAM).toArray();
        broken[2][2] = Double.POSITIVE_INFINITY;
        BalanceDecision gram = balancer.decide(signals(broken, LOSSES, LABELS), first.next());
        assertThat(gram.weights()).isEqualTo(first.weights());
        assertThat(gram.next()).isEqualTo(first.next());
        assertThat(gram.diagnostics().notes())
                .containsExactly("Round 7: gradient products of task \"watch\" are "
                        + "[-13.0, -8.0, Infinity]; the weights are unchanged.");
        BalanceDecision loss = balancer.decide(signals(GRAM, new double[] {Double.NaN, 1, 1}, LABELS), first.next());
        assertThat(loss.weights()).isEqualTo(first.weights());
        assertThat(loss.diagnostics().notes())
                .containsExactly("Round 7: loss of task \"click\" = NaN; the weights are unchanged.");
        double[][] huge = {{1e308, 0, 0}, {0, 1e308, 0}, {0, 0, 1}};
        assertThat(balancer.decide(signals(huge, LOSSES, LABELS), first.next())
                        .diagnostics()
                        .notes())
                .containsExactly("Round 7: the sum of squared gradient norms overflows; the weights are unchanged.");
    }

    @Test
    void decide_normalisedByALossOfZero_keepsWeightsAndSaysWhy() {
        TaskBalancer balancer = balancer(Method.PARETO, Normalise.LOSS, 0, NONE, NONE);
        BalanceDecision decision = balancer.decide(signals(GRAM, new double[] {0, 1, 1}, LABELS), balancer.start());
        assertThat(decision.weights()).isEqualTo(balancer.weights(balancer.start()));
        assertThat(decision.diagnostics().notes())
                .singleElement()
                .asString()
                .contains("task \"click\" with loss 0.0")
                .contains("needs a positive loss; the weights are unchanged.");
    }

    @Test
    void decide_smoothedConstantGram_equalsTheUnsmoothed() {
        TaskBalancer smooth = balancer(Method.PARETO, Normalise.NONE, 0.9, NONE, NONE);
        TaskBalancer plain = balancer(Method.PARETO, Normalise.NONE, 0, NONE, NONE);
        double[] expected = plain.decide(signals(GRAM, LOSSES, LABELS), plain.start())
                .weights()
                .values();
        BalancerState state = smooth.start();
        for (int round = 0; round < 5; round++) { // bias correction: from the first round on
            BalanceDecision decision = smooth.decide(signals(GRAM, LOSSES, LABELS), state);
            assertThat(decision.weights().values()).containsExactly(expected, within(1e-12));
            state = decision.next();
        }
    }

    @Test
    void decide_smoothedTwoRounds_solvesTheCorrectedMean() {
        // diag(4, 1, 1) then diag(1, 1, 1), decay 0.5: (0.25·4 + 0.5·1) / 0.75 = 2 -> w ~ (1/2, 1, 1).
        TaskBalancer smooth = balancer(Method.PARETO, Normalise.NONE, 0.5, NONE, NONE);
        BalancerState state = smooth.decide(signals(diagonal(4, 1, 1), LOSSES, LABELS), smooth.start())
                .next();
        assertThat(smooth.decide(signals(diagonal(1, 1, 1), LOSSES, LABELS), state)
                        .weights()
                        .simplex())
                .containsExactly(new double[] {0.2, 0.4, 0.4}, within(1e-15));
    }

    @Test
    void decide_smoothedTaskAwayForARound_comesBackWithItsOwnMean() {
        // Task 2 measured 4 and 4, absent between: its mean is 4, not less for the missing round.
        TaskBalancer smooth = balancer(Method.PARETO, Normalise.NONE, 0.5, NONE, NONE);
        BalancerState state = smooth.decide(signals(diagonal(1, 4, 1), LOSSES, LABELS), smooth.start())
                .next();
        state = smooth.decide(signals(diagonal(1, 9, 1), LOSSES, new long[] {1, 0, 1}), state)
                .next();
        assertThat(smooth.decide(signals(diagonal(1, 4, 1), LOSSES, LABELS), state)
                        .weights()
                        .simplex())
                .containsExactly(new double[] {4.0 / 9, 1.0 / 9, 4.0 / 9}, within(1e-15));
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void decide_resumedFromJson_givesTheSameBits(Method method) throws IOException {
        BalanceSettings settings = BalanceSettings.of(method);
        boolean floored = method == Method.PARETO || method == Method.PE_LTR;
        TaskBalancer balancer = floored
                ? balancer(method, Normalise.L2, 0.7, new double[] {0.1, 0, 0}, NONE)
                : TaskBalancers.of(settings, NAMES);
        Random random = new Random(3);
        BalancerState kept = balancer.start();
        BalancerState resumed = balancer.start();
        ObjectMapper json = new ObjectMapper();
        for (int round = 0; round < 20; round++) {
            TaskSignals signals = new TaskSignals(round, randomGram(random), LOSSES, new long[] {5, round % 3, 5});
            resumed = new BalancerState(json.readValue(
                    json.writeValueAsString(resumed.values()), new TypeReference<Map<String, double[]>>() {}));
            assertThat(resumed).isEqualTo(kept);
            BalanceDecision expected = balancer.decide(signals, kept);
            BalanceDecision actual = balancer.decide(signals, resumed);
            assertThat(actual.weights()).isEqualTo(expected.weights()).isEqualTo(balancer.weights(expected.next()));
            kept = expected.next();
            resumed = actual.next();
        }
    }

    @Test
    void decide_sameState_leavesItAndRepeatsItself() {
        BalancerState state = bounded.start();
        BalanceDecision first = bounded.decide(signals(GRAM, LOSSES, LABELS), state);
        assertThat(state).isEqualTo(bounded.start());
        assertThat(bounded.decide(signals(GRAM, LOSSES, LABELS), state).next()).isEqualTo(first.next());
    }

    @Test
    void weights_stateOfOtherTasks_isRefused() {
        assertThatThrownBy(() -> bounded.weights(new BalancerState(Map.of("weights", new double[2]))))
                .hasMessage(
                        "Balancer state: \"weights\" has 2 entries, this balancer needs 3: the state comes from other "
                                + "tasks or another method. Resume with the settings of the checkpoint.");
        assertThatThrownBy(() -> bounded.weights(new BalancerState(Map.of()))).hasMessageContaining("has no entries");
    }

    @Test
    void weights_resumedWithNarrowerBounds_areMovedInside() {
        BalancerState old = new BalancerState(Map.of("weights", new double[] {0.9, 0.05, 0.05}));
        assertThat(bounded.weights(old).simplex()).containsExactly(new double[] {0.6, 0.2, 0.2}, within(1e-15));
    }

    @Test
    void decide_gramNotMeasured_isRefusedExceptByStaticWeights() {
        TaskSignals unmeasured = signals(new double[0][], LOSSES, LABELS);
        assertThatThrownBy(() -> bounded.decide(unmeasured, bounded.start()))
                .hasMessage(
                        "Round 7: a Gram matrix of 0 rows for tasks [click, buy, watch]; this method needs one row per "
                                + "task. Measure every task's gradient in every round.");
        TaskBalancer fixed = TaskBalancers.of(BalanceSettings.of(Method.STATIC), NAMES);
        assertThat(fixed.decide(unmeasured, fixed.start()).weights().values()).containsExactly(1, 1, 1);
    }

    @Test
    void static_givenWeights_areScaledToTheConvention() {
        BalanceSettings settings = new BalanceSettings(
                Method.STATIC,
                Normalise.NONE,
                WeightSum.TASKS,
                0,
                NONE,
                NONE,
                new double[] {2, 1, 1},
                Method.STATIC.defaults(),
                WrapSettings.NONE,
                ProbeOptions.DEFAULT);
        TaskBalancer fixed = TaskBalancers.of(settings, NAMES);
        assertThat(fixed.weights(fixed.start()).values()).containsExactly(1.5, 0.75, 0.75);
    }

    @Test
    void static_weightsOutsideBoundsOrOfOtherTasks_areRefused() {
        BalanceSettings floored = new BalanceSettings(
                Method.STATIC,
                Normalise.NONE,
                WeightSum.ONE,
                0,
                new double[] {0.5, 0, 0},
                NONE,
                NONE,
                Method.STATIC.defaults(),
                WrapSettings.NONE,
                ProbeOptions.DEFAULT);
        assertThatThrownBy(() -> TaskBalancers.of(floored, NAMES))
                .hasMessageContaining("(scaled to sum 1) of tasks " + "[click, buy, watch] are outside");
        BalanceSettings two = new BalanceSettings(
                Method.STATIC,
                Normalise.NONE,
                WeightSum.ONE,
                0,
                NONE,
                NONE,
                new double[] {1, 1},
                Method.STATIC.defaults(),
                WrapSettings.NONE,
                ProbeOptions.DEFAULT);
        assertThatThrownBy(() -> TaskBalancers.of(two, NAMES))
                .hasMessageContaining("length mismatch: 2 weights for 3 tasks");
    }

    @Test
    void settings_outOfRange_areRefused() {
        assertThatThrownBy(() -> balancer(Method.PARETO, Normalise.NONE, 1, NONE, NONE))
                .hasMessageContaining("smoothing = 1.0 must be at least 0 and below 1");
        for (double[] weights : new double[][] {{-1, 2}, {0, 0}, {Double.NaN, 1}, {Double.POSITIVE_INFINITY, 1}}) {
            assertThatThrownBy(() -> new BalanceSettings(
                            Method.STATIC,
                            Normalise.NONE,
                            WeightSum.ONE,
                            0,
                            NONE,
                            NONE,
                            weights,
                            Method.STATIC.defaults(),
                            WrapSettings.NONE,
                            ProbeOptions.DEFAULT))
                    .hasMessageContaining("must be finite, at least 0, and not all 0");
        }
        assertThatThrownBy(() -> new BalanceSettings(
                        Method.PARETO,
                        Normalise.NONE,
                        WeightSum.ONE,
                        0,
                        NONE,
                        NONE,
                        new double[] {1, 1},
                        Method.PARETO.defaults(),
                        WrapSettings.NONE,
                        ProbeOptions.DEFAULT))
                .hasMessageContaining("only STATIC has given weights");
    }

    @Test
    void signals_unequalLengthsOrNegativeCounts_areRefused() {
        assertThatThrownBy(() -> signals(GRAM, new double[2], LABELS)).hasMessageContaining("Round 7: length mismatch");
        assertThatThrownBy(() -> signals(GRAM, LOSSES, new long[] {1, -1, 0}))
                .hasMessageContaining("example counts [1, -1, 0] must be at least 0");
    }

    private static TaskBalancer balancer(
            Method method, Normalise normalise, double smoothing, double[] floors, double[] ceilings) {
        return TaskBalancers.of(
                new BalanceSettings(
                        method,
                        normalise,
                        WeightSum.TASKS,
                        smoothing,
                        floors,
                        ceilings,
                        NONE,
                        method.defaults(),
                        WrapSettings.NONE,
                        ProbeOptions.DEFAULT),
                NAMES);
    }

    private static TaskSignals signals(double[][] gram, double[] losses, long[] labels) {
        return new TaskSignals(
                7, gram, losses, labels, new TaskSignals.LocalSteps(1, 7, losses), new ProbeDetail(LOSSES, GRAM, ROWS));
    }

    private static double[][] diagonal(double... entries) {
        double[][] matrix = new double[entries.length][entries.length];
        Arrays.setAll(matrix, i -> {
            matrix[i][i] = entries[i];
            return matrix[i];
        });
        return matrix;
    }

    private static double[][] randomGram(Random random) {
        double[][] gradients = new double[3][4];
        for (double[] row : gradients) {
            Arrays.setAll(row, k -> random.nextGaussian());
        }
        return GramMatrix.ofGradients(gradients).toArray();
    }
}
