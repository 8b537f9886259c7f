package io.fulcrum.balance;

import io.fulcrum.config.ConfigReader;
import java.util.Arrays;

/**
 * SDMGrad (Xiao et al., NeurIPS 2023, equation 5): the direction between {@link Mgda}'s and the mean gradient g_0. On
 * the simplex w minimises ‖Gᵀw + λ g_0‖², and the direction is (Gᵀw + λ g_0) / (1 + λ).
 *
 * <p>Deviation: the paper takes 20 projected stochastic steps on independent batches, which avoids the noise of a
 * squared batch gradient. Here one batch per worker is measured, added up over all workers and smoothed ({@code
 * balance.smoothing}), and the minimum is exact ({@link MinNormSolver}).
 *
 * @param lambda pull of the mean gradient; 0 for MGDA
 */
record SdmGrad(double lambda) implements GramWeighting {
    static BalancingMethod read(ConfigReader section) {
        return new SdmGrad(section.number("lambda", 0, 1000));
    }

    @Override
    public boolean nonNegative() {
        return true;
    }

    @Override
    public Coefficients weigh(GramMatrix gram, RoundContext context) {
        double[] pull = new double[gram.tasks()];
        Arrays.fill(pull, lambda / pull.length);
        double[] w = MinNormSolver.solve(gram.shifted(pull), WeightBounds.free(pull.length))
                .weights();
        Arrays.setAll(w, i -> (w[i] + pull[i]) / (1 + lambda));
        return Coefficients.of(w);
    }
}
