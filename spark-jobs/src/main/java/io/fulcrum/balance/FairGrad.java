package io.fulcrum.balance;

import io.fulcrum.config.ConfigReader;
import java.util.Arrays;

/**
 * FairGrad (Ban and Ji, ICML 2024, equation 8): the direction of α-fair utility of the tasks' first-order loss
 * decreases. Its coefficients a > 0 solve H a = a^(−1/α). α = 1 is {@link NashMtl}, α = 2 least potential delay; a
 * large α approaches max-min.
 *
 * <p>Deviation: the published code minimises the residual of the system by a general solver. It is the stationarity of
 * the strictly convex ½ aᵀHa − Σ u(a_i) with u′(a) = a^(−1/α), so damped Newton steps find its one solution, in the
 * variables a_i ‖g_i‖, where H is the matrix of cosines. At a Pareto-stationary point it has none: the last weights
 * stay.
 *
 * @param alpha above 0
 */
record FairGrad(double alpha) implements GramWeighting {
    private static final int MOST_STEPS = 200;
    private static final double SOLVED = 1e-9;
    private static final double STATIONARY = 1e-13;

    static BalancingMethod read(ConfigReader section) {
        return new FairGrad(section.number("alpha", 0.1, 100));
    }

    @Override
    public boolean nonNegative() {
        return true;
    }

    @Override
    public Coefficients weigh(GramMatrix gram, RoundContext context) {
        int tasks = gram.tasks();
        GramMatrix cosines = gram.unit();
        double least = cosines.squaredNorm(MinNormSolver.anyOptimum(cosines, WeightBounds.free(tasks)));
        double[] norms = gram.norms();
        double scale = Math.exp(Arrays.stream(norms).map(Math::log).sum() / tasks);
        double[] right = Arrays.stream(norms)
                .map(norm -> Math.pow(norm / scale, 1 / alpha - 1))
                .toArray();
        double[] scaled = least > STATIONARY ? solve(cosines, right) : new double[0];
        if (scaled.length == 0) {
            return Coefficients.none(context, "the gradients are Pareto-stationary to rounding");
        }
        double back = Math.pow(scale, -2 * alpha / (1 + alpha));
        double[] a = new double[tasks];
        Arrays.setAll(a, i -> back * scaled[i] * (scale / norms[i]));
        return Coefficients.of(a).reading("residual", residual(cosines, right, scaled));
    }

    /** The b > 0 with (C b)_i = s_i b_i^(−1/α); empty if it is not reached. */
    private double[] solve(GramMatrix cosines, double[] s) {
        double[] b = Arrays.stream(s)
                .map(factor -> Math.pow(factor, alpha / (1 + alpha)))
                .toArray();
        double error = residual(cosines, s, b);
        for (int step = 0; step < MOST_STEPS; step++) {
            double[] next = lineSearch(cosines, s, b);
            double reached = residual(cosines, s, next);
            boolean better = objective(cosines, s, next) < objective(cosines, s, b) || reached < error;
            if (!better || error < DenseAlgebra.EPSILON) {
                break;
            }
            b = next;
            error = reached;
        }
        return error < SOLVED ? b : new double[0];
    }

    /** The longest of the halvings of a Newton step that does not raise the objective by more than rounding. */
    private double[] lineSearch(GramMatrix cosines, double[] s, double[] b) {
        double[] newton = newtonStep(cosines, s, b);
        double length = 1;
        for (int i = 0; i < b.length; i++) {
            length = newton[i] < 0 ? Math.min(length, -0.9 * b[i] / newton[i]) : length;
        }
        double value = objective(cosines, s, b);
        double allowed = value + 8 * DenseAlgebra.EPSILON * Math.abs(value);
        double[] next = moved(b, newton, length);
        for (int halving = 0; halving < 60 && objective(cosines, s, next) > allowed; halving++) {
            length /= 2;
            next = moved(b, newton, length);
        }
        return next;
    }

    private double[] newtonStep(GramMatrix cosines, double[] s, double[] b) {
        double[][] hessian = cosines.toArray();
        double[] downhill = cosines.times(b);
        for (int i = 0; i < b.length; i++) {
            double utility = s[i] * Math.pow(b[i], -1 / alpha);
            hessian[i][i] += utility / (alpha * b[i]);
            downhill[i] = utility - downhill[i];
        }
        return SemidefiniteFactor.of(hessian, new double[b.length]).solve(downhill);
    }

    private double objective(GramMatrix cosines, double[] s, double[] b) {
        double sum = cosines.squaredNorm(b) / 2;
        for (int i = 0; i < b.length; i++) {
            double power = 1 - 1 / alpha;
            sum -= s[i] * (power == 0 ? Math.log(b[i]) : Math.pow(b[i], power) / power);
        }
        return sum;
    }

    /** The largest relative error of a row. */
    private double residual(GramMatrix cosines, double[] s, double[] b) {
        double worst = 0;
        double[] inner = cosines.times(b);
        for (int i = 0; i < b.length; i++) {
            worst = Math.max(worst, Math.abs(inner[i] * Math.pow(b[i], 1 / alpha) / s[i] - 1));
        }
        return worst;
    }

    private static double[] moved(double[] b, double[] step, double length) {
        double[] moved = b.clone();
        DenseAlgebra.axpy(length, step, moved);
        return moved;
    }
}
