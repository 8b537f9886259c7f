package io.fulcrum.balance;

import io.fulcrum.config.ConfigReader;
import java.util.EnumSet;
import java.util.Set;

/**
 * MoDo (Chen et al., NeurIPS 2023, algorithm 1): weights on the simplex that follow {@link Mgda}'s by one projected
 * step per round, w ← Π(w − γ (G_1 G_2ᵀ + ρ I) w). G_1 and G_2 are gradients of independent examples, so that the
 * step is unbiased: the products of one sample's gradients with themselves contain the sample's noise.
 *
 * <p>G_1 and G_2 are the two halves of the probe's batches, dealt out in turn on each worker and added up over all
 * workers. {@code balance.smoothing} does not apply.
 *
 * @param gamma rate of the weights
 * @param rho pull to equal weights
 */
record Modo(double gamma, double rho) implements GramWeighting {
    static BalancingMethod read(ConfigReader section) {
        return new Modo(section.numberAbove("gamma", 0), section.number("rho", 0, 1000));
    }

    @Override
    public Set<Evidence> evidence() {
        return EnumSet.of(Evidence.GRAM, Evidence.SPLIT_GRAM);
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
        return Moco.equal(tasks);
    }

    @Override
    public Coefficients weigh(GramMatrix gram, RoundContext context) {
        return Moco.moved(context, gamma, rho, context.detail().splitGram());
    }
}
