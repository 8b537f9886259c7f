package io.fulcrum.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.balance.BalanceSettings.Method;
import java.util.Arrays;

/** Where descent of a {@link ToyProblem} with a method ends, by the method's theory. */
public final class ToyEnds {
    private ToyEnds() {}

    /** Returns the validation metrics at a point, between 0 and 1; // [task]. */
    public static double[] kpis(double[] losses) {
        return Arrays.stream(losses).map(loss -> Math.exp(-loss)).toArray();
    }

    /** Every method ends on the Pareto set; some end at one point of it. @param losses measured there */
    public static void assertEnds(ToyProblem problem, Method method, double[] x, double[] losses, double slack) {
        String where = problem + " with " + method + " ends at " + Arrays.toString(x);
        assertThat(problem.besideTheSet(x)).as(where).isLessThan(slack);
        if (problem == ToyProblem.QUADRATIC) {
            double[] pull = Answers.direction(problem.gradients(x), balanced(method, losses));
            assertThat(Math.sqrt(DenseAlgebra.dot(pull, pull))).as(where).isLessThan(4 * slack);
            return;
        }
        switch (method) {
            // A sum with fixed weights has its least value at an end of a concave front.
            case STATIC, DWA, RLW ->
                assertThat(Math.abs(losses[0] - losses[1])).as(where).isGreaterThan(0.9);
            // Those that follow the worse loss end in the middle: the fronts are symmetric.
            case STCH, DTP, EPO -> assertThat(losses[0]).as(where).isCloseTo(losses[1], within(0.03));
            default -> {}
        }
    }

    /** Weights whose combined gradient is zero where a method ends; zeros if its end depends on its way. */
    private static double[] balanced(Method method, double[] losses) {
        return switch (method) {
            case STATIC, DWA, CAGRAD -> new double[] {0.5, 0.5}; // least mean loss (CAGrad, theorem 3.2)
            case GLS, IMTL_L, UNCERTAINTY, FAMO -> // least product of losses
                new double[] {1 / losses[0] / 2, 1 / losses[1] / 2};
            case DTP -> {
                Dtp dtp = new Dtp(1, 1);
                yield Arrays.stream(kpis(losses)).map(dtp::weight).toArray();
            }
            case STCH -> Softmax.of(new double[] {losses[0] / 2 / 0.1, losses[1] / 2 / 0.1});
            default -> new double[losses.length];
        };
    }
}
