package io.fulcrum.balance;

import io.fulcrum.balance.BalanceSettings.Normalise;
import io.fulcrum.config.ConfigReader;
import java.util.EnumSet;
import java.util.Set;

/**
 * MGDA-UB (Sener and Koltun, NeurIPS 2018, section 3.3): {@link Mgda} on the gradients of the tasks' mean losses by
 * the representation Z that all their heads read, instead of by the shared parameters θ. It minimises the upper bound
 * ‖Σ w_k ∇_θ L_k‖ ≤ ‖∂Z/∂θ‖ ‖Σ w_k ∇_Z L_k‖ of {@link Mgda}'s objective, whose first factor does not depend on w, and
 * no backward pass below Z is needed. With ∂Z/∂θ of full rank its weights give a direction of descent for every task,
 * or a Pareto-stationary point (their theorem 1).
 *
 * <p>Z has a row z_i for each example x_i of the probe, over all workers, and L_k = (1/n_k) Σ_i loss_k(x_i). Row i of
 * ∇_Z L_k is r_k,i / n_k, where r_k,i is the gradient of loss_k(x_i) by z_i, and zero without a label. Hence
 *
 * <pre>H_kl = ⟨∇_Z L_k, ∇_Z L_l⟩ = (1 / (n_k n_l)) Σ_i r_k,i · r_l,i</pre>
 *
 * <p>is a sum over rows: workers send K × K sums and K counts, and adding them gives H of all rows, however rows are
 * cut over workers. Where rows have weights v, r_k,i is multiplied by v_k,i and n_k is Σ_i v_k,i. (The Gram matrix over
 * θ is no such sum, because there the gradients of different rows are added before they are multiplied.)
 *
 * <p>H_kk falls with 1 / n_k, since rows are kept apart: a task with few labels has a long gradient and gets little
 * weight. Needs an architecture with a common representation. Deviations are those of {@link Mgda}; where the heads
 * read several values of the shared part, such as the experts of an MMoE, Z is all of them.
 *
 * @param mgda the problem that is solved
 */
record MgdaUb(Mgda mgda) implements GramWeighting {
    static BalancingMethod read(ConfigReader section) {
        return new MgdaUb(
                new Mgda(section.choice("solver", Mgda.Solver.class), section.choice("normalise", Normalise.class)));
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
    public Coefficients weigh(GramMatrix gram, RoundContext context) {
        return mgda.weigh(gram, context);
    }
}
