package io.fulcrum.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.balance.BalanceSettings.Method;
import io.fulcrum.balance.BalanceSettings.Normalise;
import io.fulcrum.balance.TaskSignals.LocalSteps;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where gradient descent with each method ends, on two problems whose Pareto sets are known: segments. */
class ConvergenceTest {
    private static final double[] NONE = {};
    private static final double[] FIRST = {1, 1, 0};
    private static final double[] SECOND = {-1, 0.5, 2};
    private static final double[] CURVATURES = {1, 3};
    private static final double[] START = {2, -1.5, 1};

    /** Two losses of a point. */
    private interface Problem {
        double[] losses(double[] x);

        double[][] gradients(double[] x);
    }

    /** L_i = a_i / 2 ‖x − p_i‖² + 0.3: the Pareto set is the segment from p_1 to p_2. */
    private static final Problem QUADRATIC = new Problem() {
        @Override
        public double[] losses(double[] x) {
            double[] losses = new double[2];
            for (int i = 0; i < 2; i++) {
                double far = Answers.distance(x, i == 0 ? FIRST : SECOND);
                losses[i] = CURVATURES[i] / 2 * far * far + 0.3;
            }
            return losses;
        }

        @Override
        public double[][] gradients(double[] x) {
            double[][] gradients = {x.clone(), x.clone()};
            DenseAlgebra.axpy(-1, FIRST, gradients[0]);
            DenseAlgebra.axpy(-1, SECOND, gradients[1]);
            for (int i = 0; i < 2; i++) {
                double curvature = CURVATURES[i];
                double[] row = gradients[i];
                Arrays.setAll(row, k -> curvature * row[k]);
            }
            return gradients;
        }
    };

    /** Fonseca and Fleming 1995: 1 − exp(−‖x ∓ e/√n‖²), a concave front over the segment from −e/√n to e/√n. */
    private static final Problem CONCAVE = new Problem() {
        @Override
        public double[] losses(double[] x) {
            return new double[] {1 - Math.exp(-squared(x, 1)), 1 - Math.exp(-squared(x, -1))};
        }

        @Override
        public double[][] gradients(double[] x) {
            double[][] gradients = new double[2][x.length];
            for (int i = 0; i < 2; i++) {
                double centre = (i == 0 ? 1 : -1) / Math.sqrt(x.length);
                double factor = 2 * Math.exp(-squared(x, i == 0 ? 1 : -1));
                Arrays.setAll(gradients[i], k -> factor * (x[k] - centre));
            }
            return gradients;
        }

        private double squared(double[] x, int sign) {
            return Arrays.stream(x)
                    .map(v -> v - sign / Math.sqrt(x.length))
                    .map(v -> v * v)
                    .sum();
        }
    };

    @ParameterizedTest
    @EnumSource(
            value = Method.class,
            names = {"STATIC", "RLW", "GRADNORM", "EPO", "DTP"},
            mode = EnumSource.Mode.EXCLUDE)
    void descend_quadratics_endsOnTheParetoSet(Method method) {
        double[] x = descend(QUADRATIC, settings(method), START, 6000);
        assertThat(besideTheSet(x)).as(Arrays.toString(x)).isLessThan(2e-3);
    }

    /** With r = (1, 2) it ends on the set where L_1 = 2 L_2; the weights jump there from vertex to vertex. */
    @Test
    void descend_epo_endsWhereLossesAreInverseToThePreferences() {
        BalanceSettings preferred = new BalanceSettings(
                Method.EPO,
                Normalise.NONE,
                WeightSum.ONE,
                0,
                NONE,
                NONE,
                NONE,
                new Epo(List.of(1.0, 2.0), 1e-4),
                WrapSettings.NONE,
                ProbeOptions.DEFAULT);
        double[] x = descend(QUADRATIC, preferred, START, 6000);
        double[] losses = QUADRATIC.losses(x);
        assertThat(losses[0] / losses[1]).isCloseTo(2, within(0.1));
        assertThat(besideTheSet(x)).isLessThan(0.05);
    }

    /** For c below 1 the mean gradient is zero where it ends (theorem 3.2), wherever it starts. */
    @Test
    void descend_cagrad_endsAtTheLeastMeanLoss() {
        double[] mean = new double[3];
        Arrays.setAll(mean, k -> (CURVATURES[0] * FIRST[k] + CURVATURES[1] * SECOND[k]) / 4);
        assertThat(descend(QUADRATIC, settings(Method.CAGRAD), START, 6000)).containsExactly(mean, within(2e-3));
        assertThat(descend(QUADRATIC, settings(Method.CAGRAD), new double[] {-3, 2, 0}, 6000))
                .containsExactly(mean, within(2e-3));
        assertThat(descend(QUADRATIC, settings(Method.DWA), START, 3000)).containsExactly(mean, within(1e-6));
    }

    /** Weights of 1 / L end at the least product of losses, where Σ g_i / L_i is zero. */
    @ParameterizedTest
    @EnumSource(
            value = Method.class,
            names = {"GLS", "IMTL_L", "UNCERTAINTY"})
    void descend_methodsOfLogLosses_endAtTheLeastProduct(Method method) {
        double[] x = descend(QUADRATIC, settings(method), START, 6000);
        double[] losses = QUADRATIC.losses(x);
        double[] sum = Answers.direction(QUADRATIC.gradients(x), new double[] {1 / losses[0], 1 / losses[1]});
        assertThat(Math.sqrt(DenseAlgebra.dot(sum, sum))).isLessThan(1e-6);
    }

    /** Every method that follows gradients ends on the set; equal weights leave the middle, which is a maximum. */
    @Test
    void descend_concaveFront_smoothTchebycheffEndsInTheMiddleAndAFixedSumAtAnEnd() {
        double[] start = {0.3, 0.1, -0.1};
        double[] fixed = CONCAVE.losses(descend(CONCAVE, settings(Method.STATIC), start, 6000));
        assertThat(Math.abs(fixed[0] - fixed[1])).isGreaterThan(0.9);
        BalanceSettings sharp = new BalanceSettings(
                Method.STCH,
                Normalise.NONE,
                WeightSum.ONE,
                0,
                NONE,
                NONE,
                NONE,
                new Stch(0.05, List.of(), List.of()),
                WrapSettings.NONE,
                ProbeOptions.DEFAULT);
        double[] fair = CONCAVE.losses(descend(CONCAVE, sharp, start, 6000));
        assertThat(fair[0]).isCloseTo(fair[1], within(1e-3));
        for (Method method : List.of(Method.MGDA, Method.UPGRAD, Method.DUALPROJ, Method.PCGRAD, Method.IMTL_G)) {
            double[] x = descend(CONCAVE, settings(method), start, 6000);
            assertThat(Arrays.stream(x).max().orElseThrow()
                            - Arrays.stream(x).min().orElseThrow())
                    .as("%s ends with equal coordinates", method)
                    .isLessThan(1e-3);
        }
    }

    private static BalanceSettings settings(Method method) {
        return new BalanceSettings(
                method,
                Normalise.NONE,
                WeightSum.ONE,
                0,
                NONE,
                NONE,
                NONE,
                method.defaults(),
                WrapSettings.NONE,
                ProbeOptions.DEFAULT);
    }

    /** One round is one step, of a length that falls with 1 / √round. */
    private static double[] descend(Problem problem, BalanceSettings settings, double[] start, int rounds) {
        TaskBalancer balancer = TaskBalancers.of(settings, List.of("a", "b"));
        BalancerState state = balancer.start();
        double[] x = start.clone();
        double[] before = problem.losses(x);
        boolean after = settings.own().evidence().contains(Evidence.PROBE_AFTER);
        for (int round = 1; round <= rounds; round++) {
            double[][] gradients = problem.gradients(x);
            double[] losses = problem.losses(x);
            BalanceDecision decision = balancer.decide(
                    new TaskSignals(
                            round,
                            GramMatrix.ofGradients(gradients).toArray(),
                            after ? before : losses,
                            new long[] {9, 9},
                            new LocalSteps(1 + round / 10, round, losses),
                            new ProbeDetail(
                                    losses, GramMatrix.ofGradients(gradients).toArray(), gradients)),
                    state);
            before = losses;
            state = decision.next();
            double[] step = Answers.direction(gradients, decision.weights().values());
            DenseAlgebra.axpy(-0.3 / Math.sqrt(1 + round / 50.0), step, x);
        }
        return x;
    }

    private static double besideTheSet(double[] x) {
        double[] along = SECOND.clone();
        DenseAlgebra.axpy(-1, FIRST, along);
        double[] from = x.clone();
        DenseAlgebra.axpy(-1, FIRST, from);
        double share = Math.max(0, Math.min(1, DenseAlgebra.dot(from, along) / DenseAlgebra.dot(along, along)));
        double[] foot = FIRST.clone();
        DenseAlgebra.axpy(share, along, foot);
        return Answers.distance(x, foot);
    }
}
