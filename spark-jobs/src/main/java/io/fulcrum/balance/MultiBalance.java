package io.fulcrum.balance;

import io.fulcrum.config.ConfigReader;
import java.util.EnumSet;
import java.util.Set;

/**
 * MultiBalance (He et al., Meta, arXiv 2411.11871): the weights on the simplex whose combination of the tasks'
 * gradients by the common representation is shortest, with a running mean of the gradients' magnitudes in the place of
 * each round's own.
 *
 * <p>From the paper's public summary: gradients are taken by the shared representation and not by shared parameters;
 * they are balanced as in multi-objective optimisation; a moving average of the magnitude of mini-batch gradients makes
 * this stable. Its equations were not available to us. Our reading: with n_k = ‖∇_Z L_k‖ of the round,
 *
 * <pre>
 * s_k ← β s_k + (1 − β) n_k      a_k ← β a_k + (1 − β)      m_k = s_k / a_k
 * w = argmin over the simplex of ‖Σ_k w_k (m_k / n_k) ∇_Z L_k‖
 * </pre>
 *
 * <p>so that directions, which cannot be averaged because the rows of Z are other examples in each round, are those of
 * the round, and magnitudes are tracked as {@link Moco} tracks gradients. s and a are counted over the rounds in which
 * the task had a gradient. The minimum is exact ({@link MinNormSolver}); it is {@link MgdaUb}'s in the first round and
 * with β = 0. The weights scale the raw losses of the next round's steps, not each step's gradient by Z.
 *
 * <p>{@code balance.smoothing} does not apply. H is that of {@link MgdaUb}, and so is what it needs of an architecture.
 *
 * @param beta decay β of the running means, from 0 (off) to below 1; its default is ours
 */
record MultiBalance(double beta) implements GramWeighting {
    static final String NORMS = "norms";
    static final String MASS = "mass";

    static BalancingMethod read(ConfigReader section) {
        return new MultiBalance(section.number("beta", 0, 0.9999));
    }

    @Override
    public Set<Evidence> evidence() {
        return EnumSet.of(Evidence.GRAM_REPRESENTATION);
    }

    @Override
    public boolean nonNegative() {
        return true;
    }

    @Override
    public boolean smooths() {
        return false;
    }

    @Override
    public BalancerState start(int tasks) {
        return BalancerState.EMPTY.with(NORMS, new double[tasks]).with(MASS, new double[tasks]);
    }

    @Override
    public Coefficients weigh(GramMatrix gram, RoundContext context) {
        double[] norms = context.remembered(NORMS);
        double[] mass = context.remembered(MASS);
        double[] factors = new double[norms.length];
        for (int i = 0; i < factors.length; i++) {
            norms[i] = beta * norms[i] + (1 - beta) * gram.norm(i);
            mass[i] = beta * mass[i] + (1 - beta);
            factors[i] = norms[i] / mass[i] / gram.norm(i);
        }
        double[] w = MinNormSolver.solve(gram.scaled(factors), WeightBounds.free(gram.tasks()))
                .weights();
        return Coefficients.of(w)
                .remembering(context.memory().with(NORMS, norms).with(MASS, mass));
    }
}
