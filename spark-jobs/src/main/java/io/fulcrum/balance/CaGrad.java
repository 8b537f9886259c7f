package io.fulcrum.balance;

import io.fulcrum.config.ConfigReader;
import java.util.Arrays;

/**
 * CAGrad (Liu et al., NeurIPS 2021, equation 3): the direction d within c‖g_0‖ of the mean gradient g_0 that has the
 * largest least inner product with the tasks' gradients,
 *
 * <pre>  maximise  min_i g_i · d   subject to  ‖d − g_0‖ ≤ c ‖g_0‖.</pre>
 *
 * <p>Its dual is min over the simplex of g_w · g_0 + c‖g_0‖‖g_w‖ with g_w = Gᵀw, and d = g_0 + c‖g_0‖ g_w / ‖g_w‖.
 *
 * <p>Deviation: the dual is solved exactly, not by projected gradient steps. With ‖g_w‖ = min over t of (‖g_w‖²/t +
 * t)/2 it is, for each t, the point of the convex hull nearest to −(t / c‖g_0‖) g_0 ({@link MinNormSolver}), and the
 * one t with ‖g_w(t)‖ = t is found by bracketing: ‖g_w(t)‖ / t falls with t. No final division by 1 + c²: the
 * magnitude is a setting of all methods. Where the hull contains zero and the ball reaches it, g_w is zero and the
 * formula divides by it: the weights are then those of the mean, as the published code's guard makes them.
 *
 * @param c radius of the ball in units of the mean gradient; 0 for the mean itself, large for {@link Mgda}
 */
record CaGrad(double c) implements GramWeighting {
    private static final double TINY = 1e-7; // of the longest gradient: the root of rounding in squared norms

    static BalancingMethod read(ConfigReader section) {
        return new CaGrad(section.number("c", 0, 100));
    }

    @Override
    public boolean nonNegative() {
        return true;
    }

    @Override
    public Coefficients weigh(GramMatrix gram, RoundContext context) {
        double[] mean = new double[gram.tasks()];
        Arrays.fill(mean, 1.0 / mean.length);
        double radius = c * Math.sqrt(gram.squaredNorm(mean));
        double longest = Arrays.stream(gram.norms()).max().orElse(0);
        if (radius <= TINY * c * longest) {
            return c == 0
                    ? Coefficients.of(mean)
                    : Coefficients.of(mean).noting("the mean gradient is zero to rounding, so the weights are equal");
        }
        RootBracket bracket = new RootBracket(t -> length(gram, nearest(gram, mean, t / radius)) - t);
        double shortest = length(gram, nearest(gram, mean, 0));
        double least = Math.max(TINY * longest, shortest * (1 - TINY));
        if (bracket.at(least) <= 0) {
            return Coefficients.of(mean)
                    .noting("no direction descends for every task, so the weights are those of the mean");
        }
        double t = bracket.root(least, longest);
        double[] w = nearest(gram, mean, t / radius);
        double[] coefficients = mean.clone();
        DenseAlgebra.axpy(radius / length(gram, w), w, coefficients);
        return Coefficients.of(coefficients).reading("worstTasksShare", radius / length(gram, w));
    }

    private static double length(GramMatrix gram, double[] w) {
        return Math.sqrt(gram.squaredNorm(w));
    }

    /** The weights on the simplex of least ‖g_w + factor g_0‖. */
    private static double[] nearest(GramMatrix gram, double[] mean, double factor) {
        double[] towards = Arrays.stream(mean).map(p -> factor * p).toArray();
        return MinNormSolver.anyOptimum(gram.shifted(towards), WeightBounds.free(mean.length));
    }
}
