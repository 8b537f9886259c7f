package io.fulcrum.balance;

import io.fulcrum.config.ConfigReader;
import java.util.Arrays;

/**
 * MoCo (Fernando et al., ICLR 2023, algorithm 1): weights on the simplex that follow {@link Mgda}'s by one projected
 * step per round, w ← Π(w − γ (Y Yᵀ + ρ I) w), where Y tracks the gradients by a running mean, which corrects the bias
 * of noisy gradients.
 *
 * <p>Deviations: Y Yᵀ is the smoothed Gram matrix ({@code balance.smoothing}), because inner products across rounds are
 * not known. The projection is the paper's, not the softmax that public code puts in its place.
 *
 * @param gamma rate of the weights; a larger one follows the gradients faster
 * @param rho pull to equal weights
 */
record Moco(double gamma, double rho) implements GramWeighting {
    static final String WEIGHTS = "weights";

    static BalancingMethod read(ConfigReader section) {
        return new Moco(section.numberAbove("gamma", 0), section.number("rho", 0, 1000));
    }

    @Override
    public boolean nonNegative() {
        return true;
    }

    @Override
    public BalancerState start(int tasks) {
        return equal(tasks);
    }

    /** Equal weights of sum 1, remembered. */
    static BalancerState equal(int tasks) {
        double[] equal = new double[tasks];
        Arrays.fill(equal, 1.0 / tasks);
        return BalancerState.EMPTY.with(WEIGHTS, equal);
    }

    @Override
    public Coefficients weigh(GramMatrix gram, RoundContext context) {
        return moved(context, gamma, rho, gram.toArray());
    }

    /** One step along (products + ρ I) w. The tasks share what they had among all. */
    static Coefficients moved(RoundContext context, double gamma, double rho, double[][] products) {
        double[] last = context.remembered(WEIGHTS);
        double[] w = SimplexDescent.whole(last);
        double[] gradient = new double[w.length];
        Arrays.setAll(gradient, i -> DenseAlgebra.dot(products[i], w) + rho * w[i]);
        double[] next = SimplexDescent.step(w, gradient, gamma);
        double share = SimplexProjection.sum(last);
        return Coefficients.of(next)
                .remembering(context.memory()
                        .with(WEIGHTS, Arrays.stream(next).map(x -> share * x).toArray()));
    }
}
