package io.fulcrum.model.graph;

/**
 * Hard concrete gates between 0 and 1 (Louizos, Welling and Kingma, Learning Sparse Neural Networks through L0
 * Regularization, ICLR 2018, eq. 10 to 13), with β = 0.9, γ = -0.1 and ζ = 1.1 as published. The number is log α. In
 * training a gate is s̄ = σ((log u - log(1 - u) + log α) / β) (ζ - γ) + γ, cut off below 0 and above 1; scoring leaves
 * the random part out, and β with it.
 *
 * @param strength factor of the expected number of open gates, σ(log α - β log(-γ / ζ)), that is added to the loss
 */
public record HardConcrete(double strength) implements Factors {
    private static final double BETA = 0.9;
    private static final double LEAST = -0.1;
    private static final double MOST = 1.1;
    private static final double SHIFT = BETA * StrictMath.log(-LEAST / MOST);

    @Override
    public double scored(double number) {
        return cut(stretched(Factors.sigmoid(number)));
    }

    @Override
    public double trained(double number, double uniform, int round) {
        return cut(stretched(Factors.sigmoid(concrete(number, uniform))));
    }

    @Override
    public double slope(double number, double uniform, int round) {
        double share = Factors.sigmoid(concrete(number, uniform));
        double gate = stretched(share);
        return gate > 0 && gate < 1 ? (MOST - LEAST) * share * (1 - share) / BETA : 0;
    }

    @Override
    public double penalty(double number, int round) {
        return strength * Factors.sigmoid(number - SHIFT);
    }

    @Override
    public double penaltySlope(double number, int round) {
        double open = Factors.sigmoid(number - SHIFT);
        return strength * open * (1 - open);
    }

    @Override
    public boolean isRandom() {
        return true;
    }

    private static double concrete(double number, double uniform) {
        return (Factors.logistic(uniform) + number) / BETA;
    }

    private static double stretched(double share) {
        return share * (MOST - LEAST) + LEAST;
    }

    private static double cut(double gate) {
        return Math.min(1, Math.max(0, gate));
    }
}
