package io.fulcrum.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.balance.BalanceSettings.Method;
import io.fulcrum.balance.BalanceSettings.Normalise;
import io.fulcrum.balance.TaskSignals.LocalSteps;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Where gradient descent with each method ends, on problems whose Pareto sets are known. */
class ConvergenceTest {
    private static final double[] NONE = {};
    private static final int ROUNDS_OF_AN_EPOCH = 10;

    static Stream<Arguments> all() {
        return Arrays.stream(ToyProblem.values())
                .flatMap(problem -> Arrays.stream(Method.values()).map(method -> Arguments.of(problem, method)));
    }

    @ParameterizedTest
    @MethodSource("all")
    void descend_problem_endsWhereTheMethodsTheorySays(ToyProblem problem, Method method) {
        double[] x = descend(problem, settings(method, method.defaults()), problem.start(), 3000);
        // PCD nears the first axis of the circle as slowly as its primary loss leaves it: 2 % of the gradient.
        boolean slow = problem == ToyProblem.CIRCLE && method == Method.PCD;
        ToyEnds.assertEnds(problem, method, x, problem.losses(x), slow ? 0.05 : 2e-3);
    }

    /** With r = (1, 2) it ends on the set where L_1 = 2 L_2; the weights jump there from vertex to vertex. */
    @Test
    void descend_epo_endsWhereLossesAreInverseToThePreferences() {
        double[] x = descend(
                ToyProblem.QUADRATIC,
                settings(Method.EPO, new Epo(List.of(1.0, 2.0), 1e-4)),
                ToyProblem.QUADRATIC.start(),
                6000);
        double[] losses = ToyProblem.QUADRATIC.losses(x);
        assertThat(losses[0] / losses[1]).isCloseTo(2, within(0.1));
        assertThat(ToyProblem.QUADRATIC.besideTheSet(x)).isLessThan(0.05);
    }

    /** For c below 1 the mean gradient is zero where it ends (theorem 3.2), wherever it starts. */
    @Test
    void descend_cagradFromElsewhere_endsAtTheLeastMeanLoss() {
        double[] x = descend(
                ToyProblem.QUADRATIC, settings(Method.CAGRAD, Method.CAGRAD.defaults()), new double[] {-3, 2, 0}, 6000);
        ToyEnds.assertEnds(ToyProblem.QUADRATIC, Method.CAGRAD, x, ToyProblem.QUADRATIC.losses(x), 1e-6);
    }

    private static BalanceSettings settings(Method method, BalancingMethod own) {
        return new BalanceSettings(
                method,
                Normalise.NONE,
                WeightSum.ONE,
                0,
                NONE,
                NONE,
                NONE,
                own,
                WrapSettings.NONE,
                ProbeOptions.DEFAULT);
    }

    /** One round is one step, of a length that falls with 1 / √round. */
    private static double[] descend(ToyProblem problem, BalanceSettings settings, double[] start, int rounds) {
        TaskBalancer balancer = TaskBalancers.of(settings, List.of("a", "b"));
        BalancerState state = balancer.start();
        double[] x = start.clone();
        double[] before = problem.losses(x);
        boolean after = settings.own().evidence().contains(Evidence.PROBE_AFTER);
        for (int round = 1; round <= rounds; round++) {
            double[][] gradients = problem.gradients(x);
            double[] losses = problem.losses(x);
            double[][] gram = GramMatrix.ofGradients(gradients).toArray();
            BalanceDecision decision = balancer.decide(
                    new TaskSignals(
                            round,
                            gram,
                            after ? before : losses,
                            new long[] {9, 9},
                            new LocalSteps(1 + round / ROUNDS_OF_AN_EPOCH, round, losses),
                            new ProbeDetail(losses, gram, gradients)),
                    state);
            before = losses;
            state = decision.next();
            if (round % ROUNDS_OF_AN_EPOCH == 0) {
                state = balancer.validated(ToyEnds.kpis(losses), state);
            }
            double[] step = Answers.direction(gradients, decision.weights().values());
            DenseAlgebra.axpy(-0.3 / Math.sqrt(1 + round / 50.0), step, x);
        }
        return x;
    }
}
