package io.fulcrum.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.balance.BalanceSettings.Method;
import io.fulcrum.balance.BalanceSettings.Normalise;
import io.fulcrum.balance.GramCatalogue.Problem;
import io.fulcrum.balance.TaskSignals.LocalSteps;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The policies around every method that is a pure function. */
class WeightingBalancerTest {
    private static final double[] NONE = {};
    private static final List<String> NAMES = List.of("click", "buy", "watch");
    private static final double[] LOSSES = {0.5, 0.2, 1.5};
    private static final long[] LABELS = {100, 5, 100};
    private static final double[][] ROWS = {{3, 2, 2}, {2, 1, 1}, {-3, 0, -2}};
    private static final double[][] GRAM = GramMatrix.ofGradients(ROWS).toArray();
    private static final ProbeDetail DETAIL = new ProbeDetail(new double[] {0.45, 0.19, 1.2}, GRAM, ROWS);

    private static final Set<Method> WITHOUT = EnumSet.of(Method.STATIC, Method.PARETO, Method.PE_LTR);

    static Stream<Method> methods() {
        return Arrays.stream(Method.values()).filter(method -> !WITHOUT.contains(method));
    }

    static Stream<Method> convexMethods() {
        return methods().filter(method -> ((Weighting) method.defaults()).nonNegative());
    }

    @ParameterizedTest
    @MethodSource("methods")
    void decide_anySum_hasOneDirectionAndItsMagnitude(Method method) {
        TaskBalancer one = balancer(method, WeightSum.ONE, NONE, NONE);
        TaskBalancer tasks = balancer(method, WeightSum.TASKS, NONE, NONE);
        TaskBalancer own = balancer(method, WeightSum.METHOD, NONE, NONE);
        BalanceDecision decision = one.decide(signals(GRAM, LOSSES, LABELS), one.start());
        assertThat(absoluteSum(decision.weights().values())).isCloseTo(1, within(1e-12));
        TaskWeights three =
                tasks.decide(signals(GRAM, LOSSES, LABELS), tasks.start()).weights();
        assertThat(absoluteSum(three.values())).isCloseTo(3, within(1e-12));
        assertThat(three.simplex()).containsExactly(decision.weights().simplex());
        BalanceDecision published = own.decide(signals(GRAM, LOSSES, LABELS), own.start());
        assertThat(published.weights().simplex())
                .containsExactly(decision.weights().simplex());
        assertThat(own.weights(published.next())).isEqualTo(published.weights());
        double[] answer = answer(method);
        assertThat(published.weights().values())
                .containsExactly(
                        answer,
                        within(1e-12 * Arrays.stream(answer).map(Math::abs).sum()));
    }

    private static double[] answer(Method method) {
        Weighting weighting = (Weighting) method.defaults();
        RoundContext context = new RoundContext(
                NAMES, new int[] {0, 1, 2}, LOSSES, weighting.start(3), new RoundContext.Address(7, 1, 7), DETAIL);
        return (weighting instanceof GramWeighting gram
                        ? gram.weigh(new GramMatrix(GRAM), context)
                        : ((LossWeighting) weighting).weigh(context))
                .values();
    }

    /** Task 2 keeps its share, and the others are weighed as if they were alone. */
    @ParameterizedTest
    @MethodSource("methods")
    void decide_taskWithoutLabels_keepsItsShareWhateverItsNumbersAre(Method method) {
        TaskBalancer balancer = balancer(method, WeightSum.ONE, NONE, NONE);
        BalanceDecision first = balancer.decide(signals(GRAM, LOSSES, LABELS), balancer.start());
        double[][] gram = new GramMatrix(GRAM).toArray();
        gram[1][1] = gram[0][1] = gram[1][2] = Double.NaN;
        BalanceDecision second = balancer.decide(
                signals(gram, new double[] {0.5, Double.NaN, 1.5}, new long[] {100, 0, 100}), first.next());
        double kept = first.weights().simplex()[1];
        assertThat(second.weights().simplex()[1]).isEqualTo(kept);
        assertThat(absoluteSum(second.weights().simplex())).isCloseTo(1, within(1e-12));
        assertThat(second.diagnostics().notes())
                .contains("Round 7: task \"buy\" has no labelled examples and keeps weight " + Math.abs(kept) + ".");
    }

    @ParameterizedTest
    @MethodSource("methods")
    void decide_nothingMeasured_keepsTheWeights(Method method) {
        TaskBalancer balancer = balancer(method, WeightSum.METHOD, NONE, NONE);
        BalanceDecision first = balancer.decide(signals(GRAM, LOSSES, LABELS), balancer.start());
        BalanceDecision second = balancer.decide(signals(GRAM, LOSSES, new long[3]), first.next());
        assertThat(second.weights()).isEqualTo(first.weights());
        assertThat(second.diagnostics().notes())
                .singleElement()
                .asString()
                .startsWith("Round 7: no task has labels")
                .endsWith("; the weights are unchanged.");
    }

    @ParameterizedTest
    @MethodSource("methods")
    void decide_lossThatIsNotFinite_keepsWeightsAndState(Method method) {
        TaskBalancer balancer = balancer(method, WeightSum.TASKS, NONE, NONE);
        BalanceDecision first = balancer.decide(signals(GRAM, LOSSES, LABELS), balancer.start());
        double[] broken = {Double.POSITIVE_INFINITY, 1, 1};
        BalanceDecision second = balancer.decide(signals(GRAM, broken, LABELS), first.next());
        assertThat(second.weights()).isEqualTo(first.weights());
        assertThat(second.next()).isEqualTo(first.next());
        assertThat(second.diagnostics().notes())
                .containsExactly("Round 7: loss of task \"click\" = Infinity; the weights are unchanged.");
    }

    @ParameterizedTest
    @MethodSource("convexMethods")
    void decide_floorsAndCeilings_holdExactlyAndTheChangeIsReported(Method method) {
        double[] floors = {0.3, 0.3, 0.3};
        double[] ceilings = {0.35, 0.35, 0.35};
        TaskBalancer balancer = balancer(method, WeightSum.ONE, floors, ceilings);
        TaskBalancer free = balancer(method, WeightSum.ONE, NONE, NONE);
        double[] unbounded = free.decide(signals(GRAM, LOSSES, LABELS), free.start())
                .weights()
                .simplex();
        BalanceDecision decision = balancer.decide(signals(GRAM, LOSSES, LABELS), balancer.start());
        WeightBounds bounds = new WeightBounds(floors, ceilings);
        assertThat(bounds.contain(decision.weights().simplex())).isTrue();
        if (bounds.contain(unbounded)) {
            assertThat(decision.weights().simplex()).containsExactly(unbounded);
            assertThat(decision.diagnostics().notes()).isEmpty();
        } else {
            assertThat(decision.diagnostics().notes())
                    .containsExactly("Round 7: floors and ceilings changed the weights " + Arrays.toString(unbounded)
                            + " to " + Arrays.toString(decision.weights().simplex()) + ".");
        }
    }

    /** Nearest by the length of the change of the combined gradient: here that of mgda is pareto's own optimum. */
    @Test
    void decide_projectionOfMgda_isNearestInTheNormOfTheGradients() {
        double[] floors = {0.4, 0.1, 0.1};
        TaskBalancer projected = balancer(Method.MGDA, WeightSum.ONE, floors, NONE);
        double[] w = projected
                .decide(signals(GRAM, LOSSES, LABELS), projected.start())
                .weights()
                .simplex();
        GramMatrix gram = new GramMatrix(GRAM);
        double[] target = MinNormSolver.solve(gram, WeightBounds.free(3)).weights();
        double best = apart(gram, w, target);
        for (double first = 0.4; first <= 0.8; first += 0.01) {
            for (double second = 0.1; second <= 0.9 - first; second += 0.01) {
                assertThat(apart(gram, new double[] {first, second, 1 - first - second}, target))
                        .isGreaterThanOrEqualTo(best - 1e-12);
            }
        }
    }

    private static double apart(GramMatrix gram, double[] a, double[] b) {
        double[] change = a.clone();
        DenseAlgebra.axpy(-1, b, change);
        return gram.squaredNorm(change);
    }

    @ParameterizedTest
    @MethodSource("io.fulcrum.balance.GramCatalogue#withoutBounds")
    void decide_anyMatrix_givesFiniteWeightsThatAStateRestores(Problem problem) {
        double[] losses = new double[problem.tasks()];
        Arrays.setAll(losses, i -> 0.1 + i);
        long[] labels = new long[problem.tasks()];
        Arrays.setAll(labels, i -> i % 5 == 4 ? 0 : 10);
        TaskSignals signals = new TaskSignals(
                3,
                problem.gram().toArray(),
                losses,
                labels,
                new LocalSteps(1, 3, losses),
                new ProbeDetail(losses, problem.gram().toArray(), problem.gradients()));
        methods().forEach(method -> {
            TaskBalancer balancer = TaskBalancers.of(BalanceSettings.of(method), Answers.names(problem.tasks()));
            BalanceDecision decision = balancer.decide(signals, balancer.start());
            assertThat(Arrays.stream(decision.weights().values()).allMatch(Double::isFinite))
                    .as("%s", method)
                    .isTrue();
            assertThat(balancer.weights(decision.next())).as("%s", method).isEqualTo(decision.weights());
            assertThat(balancer.decide(signals, balancer.start()).next())
                    .as("%s", method)
                    .isEqualTo(decision.next());
        });
    }

    /** The sums of gradients are what the driver measures, so only their rounding depends on the cut. */
    @ParameterizedTest
    @MethodSource("methods")
    void decide_rowsCutDifferentlyOverWorkers_agrees(Method method) {
        double[][] rows = {{3, 2, 2, 1}, {2, 1, 1, -1}, {-3, 0.5, -2, 2}};
        double[][] cut = new double[3][4];
        for (int i = 0; i < 3; i++) {
            for (int p = 0; p < 4; p++) {
                for (int worker = 0; worker < 7; worker++) {
                    cut[i][p] += rows[i][p] / 7;
                }
            }
        }
        TaskBalancer balancer = balancer(method, WeightSum.METHOD, NONE, NONE);
        double[] whole = weights(balancer, rows);
        assertThat(weights(balancer, cut)).containsExactly(whole, within(1e-9));
    }

    private static double[] weights(TaskBalancer balancer, double[][] gradients) {
        TaskSignals signals = new TaskSignals(
                7,
                GramMatrix.ofGradients(gradients).toArray(),
                LOSSES,
                LABELS,
                new LocalSteps(1, 7, LOSSES),
                Answers.detail(gradients));
        return balancer.decide(signals, balancer.start()).weights().values();
    }

    /** The probe's further evidence, where a method reads it. */
    @Test
    void decide_detailThatIsNotFinite_keepsWeightsAndStateWithTheReason() {
        double[][] split = {{1, 2, 0}, {2, Double.NaN, 1}, {0, 1, 5}};
        double[] after = {0.5, 1, Double.POSITIVE_INFINITY};
        ProbeDetail detail = new ProbeDetail(after, split, new double[0][]);
        TaskSignals signals = new TaskSignals(7, GRAM, LOSSES, LABELS, new LocalSteps(2, 9, LOSSES), detail);
        assertKept(Method.MODO, signals, "gradient products of the halves of task \"buy\" are [2.0, NaN, 1.0]");
        assertKept(Method.FAMO, signals, "loss of task \"watch\" after the local steps = Infinity");
    }

    private static void assertKept(Method method, TaskSignals signals, String reason) {
        TaskBalancer balancer = balancer(method, WeightSum.TASKS, NONE, NONE);
        BalancerState start = balancer.start();
        BalanceDecision decision = balancer.decide(signals, start);
        assertThat(decision.weights()).isEqualTo(balancer.weights(start));
        assertThat(decision.next()).isEqualTo(start);
        assertThat(decision.diagnostics().notes()).contains("Round 7: " + reason + "; the weights are unchanged.");
    }

    /** As in a recorded round, which has no more than losses and Gram matrix. */
    @ParameterizedTest
    @MethodSource("methods")
    void decide_evidenceNotMeasured_keepsTheWeightsAndNamesIt(Method method) {
        TaskBalancer balancer = balancer(method, WeightSum.TASKS, NONE, NONE);
        BalanceDecision decision = balancer.decide(new TaskSignals(7, GRAM, LOSSES, LABELS), balancer.start());
        List<String> missing = method.defaults().evidence().stream()
                .filter(Set.of(Evidence.PROBE_AFTER, Evidence.SPLIT_GRAM, Evidence.COORDINATES)::contains)
                .map(evidence -> "Round 7: " + evidence.words() + " were not measured; the weights are unchanged.")
                .toList();
        if (!missing.isEmpty()) {
            assertThat(decision.diagnostics().notes()).containsExactlyElementsOf(missing);
            assertThat(decision.weights().values()).containsExactly(1, 1, 1);
        }
    }

    @Test
    void decide_losses_areThoseOfTheLocalStepsForMethodsOfLosses() {
        TaskBalancer gls = balancer(Method.GLS, WeightSum.METHOD, NONE, NONE);
        TaskSignals signals = new TaskSignals(7, GRAM, LOSSES, LABELS, new LocalSteps(2, 9, new double[] {1, 2, 4}));
        assertThat(gls.decide(signals, gls.start()).weights().values())
                .containsExactly(new double[] {2 / 3.0, 1 / 3.0, 1 / 6.0}, within(1e-15));
        TaskSignals unlabelled =
                new TaskSignals(7, GRAM, LOSSES, LABELS, new LocalSteps(2, 9, new double[] {1, Double.NaN, 4}));
        BalanceDecision decision = gls.decide(unlabelled, gls.start());
        assertThat(decision.weights().simplex())
                .containsExactly(new double[] {8 / 15.0, 1 / 3.0, 2 / 15.0}, within(1e-15));
    }

    @Test
    void decide_lossOfZero_keepsTheWeightsOfMethodsThatTakeLogarithms() {
        for (Method method : List.of(Method.GLS, Method.DB_MTL, Method.GRADNORM)) {
            TaskBalancer balancer = balancer(method, WeightSum.TASKS, NONE, NONE);
            BalanceDecision decision = balancer.decide(signals(GRAM, new double[] {0, 1, 1}, LABELS), balancer.start());
            assertThat(decision.weights().values()).containsExactly(1, 1, 1);
            assertThat(decision.diagnostics().notes())
                    .singleElement()
                    .asString()
                    .startsWith("Round 7: a loss of 0.0 has no ")
                    .endsWith("; the weights are unchanged.");
        }
    }

    @Test
    void decide_randomMethods_drawFromTheAddressOfTheRound() {
        for (Method method : List.of(Method.RLW, Method.PCGRAD)) {
            TaskBalancer balancer = balancer(method, WeightSum.ONE, NONE, NONE);
            double[] first = drawn(balancer, 1, 11);
            assertThat(drawn(balancer, 5, 11)).as("the seed is the address").containsExactly(first);
            boolean differs = false;
            for (long seed = 12; seed < 40; seed++) {
                differs |= !Arrays.equals(drawn(balancer, 1, seed), first);
            }
            assertThat(differs).isTrue();
        }
    }

    private static double[] drawn(TaskBalancer balancer, int round, long seed) {
        return balancer.decide(
                        new TaskSignals(round, GRAM, LOSSES, LABELS, new LocalSteps(1, seed, LOSSES)), balancer.start())
                .weights()
                .simplex();
    }

    @ParameterizedTest
    @EnumSource(
            value = Method.class,
            names = {"NASH_MTL", "FAIRGRAD", "CONFIG"})
    void decide_stationaryPoint_keepsTheWeightsOfMethodsWithoutADirection(Method method) {
        TaskBalancer balancer = TaskBalancers.of(BalanceSettings.of(method), List.of("a", "b"));
        double[][] opposed = {{1, -2}, {-2, 4}};
        BalanceDecision decision =
                balancer.decide(new TaskSignals(7, opposed, new double[] {1, 1}, new long[] {1, 1}), balancer.start());
        assertThat(decision.weights().values()).containsExactly(1, 1);
        assertThat(decision.diagnostics().notes())
                .containsExactly(
                        "Round 7: the gradients are Pareto-stationary to rounding; the weights are unchanged.");
    }

    @Test
    void decide_pcdWithoutItsPrimaryTask_keepsTheWeights() {
        TaskBalancer balancer = balancer(Method.PCD, WeightSum.TASKS, NONE, NONE);
        BalanceDecision decision = balancer.decide(signals(GRAM, LOSSES, new long[] {0, 1, 1}), balancer.start());
        assertThat(decision.diagnostics().notes())
                .containsExactly("Round 7: the primary task \"click\" has no gradient; the weights are unchanged.");
    }

    @Test
    void decide_gradvacOverRounds_movesItsTargetsTowardsTheCosines() {
        TaskBalancer balancer = balancer(Method.GRADVAC, WeightSum.TASKS, NONE, NONE);
        BalanceDecision decision = balancer.decide(signals(GRAM, LOSSES, LABELS), balancer.start());
        double cosine = new GramMatrix(GRAM).cosines()[0][1];
        assertThat(decision.next().array("own.targets", 9)[1]).isCloseTo(0.01 * cosine, within(1e-15));
        BalanceDecision second = balancer.decide(signals(GRAM, LOSSES, new long[] {1, 0, 1}), decision.next());
        assertThat(second.next().array("own.targets", 9)[1])
                .as("unmeasured pair")
                .isCloseTo(0.01 * cosine, within(1e-15));
        assertThat(second.next().array("own.targets", 9)[2])
                .isCloseTo(0.0199 * new GramMatrix(GRAM).cosines()[0][2], within(1e-15));
    }

    @Test
    void weights_stateOfAnotherVersion_isRefused() {
        TaskBalancer balancer = balancer(Method.DWA, WeightSum.TASKS, NONE, NONE);
        BalancerState newer = balancer.start().with("version", new double[] {2});
        assertThatThrownBy(() -> balancer.weights(newer))
                .hasMessage("Balancer state: version 2, this program reads version 1 of the method's state. Resume with"
                        + " the program that wrote the checkpoint.");
        assertThatThrownBy(() -> balancer.weights(BalancerState.EMPTY)).hasMessageContaining("has no entries");
    }

    private static TaskBalancer balancer(Method method, WeightSum sum, double[] floors, double[] ceilings) {
        return TaskBalancers.of(
                new BalanceSettings(
                        method,
                        Normalise.NONE,
                        sum,
                        0,
                        floors,
                        ceilings,
                        NONE,
                        method.defaults(),
                        WrapSettings.NONE,
                        ProbeOptions.DEFAULT),
                NAMES);
    }

    private static TaskSignals signals(double[][] gram, double[] losses, long[] labels) {
        double[] steps = losses.clone();
        Arrays.setAll(steps, i -> labels[i] > 0 ? losses[i] : Double.NaN);
        return new TaskSignals(7, gram, losses, labels, new LocalSteps(1, 7, steps), DETAIL);
    }

    private static double absoluteSum(double[] values) {
        return Arrays.stream(values).map(Math::abs).sum();
    }
}
