package io.fulcrum.balance;

import io.fulcrum.balance.BalanceSettings.Normalise;
import io.fulcrum.config.ConfigReader;
import java.util.Arrays;

/**
 * MGDA (Désidéri, Comptes Rendus Mathématique 350, 2012; Sener and Koltun, NeurIPS 2018, equation 3): the weights on
 * the simplex whose combined gradient is shortest. It is a direction of descent for every task, or zero at a
 * Pareto-stationary point.
 *
 * <p>Deviations: solved exactly ({@link MinNormSolver}) unless {@code solver = frank-wolfe} asks for the published
 * algorithm 2, whose result depends on its last step. With a normaliser the weights of the normalised problem are
 * returned and applied to the raw losses, as in the published code.
 *
 * @param solver exact or the published one
 * @param normalise what a gradient is divided by before solving
 */
record Mgda(Solver solver, Normalise normalise) implements GramWeighting {
    private static final int MOST_STEPS = 250; // as published
    private static final double STILL = 1e-5; // as published

    /** How the problem is solved. */
    enum Solver {
        EXACT,
        FRANK_WOLFE
    }

    static BalancingMethod read(ConfigReader section) {
        return new Mgda(section.choice("solver", Solver.class), section.choice("normalise", Normalise.class));
    }

    @Override
    public boolean nonNegative() {
        return true;
    }

    @Override
    public Coefficients weigh(GramMatrix gram, RoundContext context) {
        double[] factors = new double[gram.tasks()];
        for (int i = 0; i < factors.length; i++) {
            double loss = context.losses()[i];
            factors[i] = normalise.factor(loss, gram.norm(i));
            if (!(factors[i] > 0 && factors[i] * gram.norm(i) < 1e150)) {
                return Coefficients.none(
                        context,
                        "a loss of " + loss + " cannot normalise a gradient, because normalise = " + normalise
                                + " needs losses above 0");
            }
        }
        GramMatrix normalised = normalise == Normalise.NONE ? gram : gram.scaled(factors);
        double[] w = switch (solver) {
            case EXACT ->
                MinNormSolver.solve(normalised, WeightBounds.free(gram.tasks())).weights();
            case FRANK_WOLFE -> frankWolfe(normalised);
        };
        return Coefficients.of(w).reading("squaredNorm", normalised.squaredNorm(w));
    }

    /** Each step moves towards the task of least inner product with the combined gradient, to the best point. */
    private static double[] frankWolfe(GramMatrix gram) {
        double[] w = new double[gram.tasks()];
        Arrays.fill(w, 1.0 / w.length);
        for (int step = 0; step < MOST_STEPS; step++) {
            double[] inner = gram.times(w);
            int towards = 0;
            for (int i = 1; i < w.length; i++) {
                towards = inner[i] < inner[towards] ? i : towards;
            }
            double length = DenseAlgebra.dot(inner, w);
            double apart = length - 2 * inner[towards] + gram.at(towards, towards);
            double share = apart > 0 ? Math.max(0, Math.min(1, (length - inner[towards]) / apart)) : 0;
            if (share < STILL) {
                return w;
            }
            for (int i = 0; i < w.length; i++) {
                w[i] *= 1 - share;
            }
            w[towards] += share;
        }
        return w;
    }
}
