package io.fulcrum.balance;

/**
 * Weights with a certificate: an upper bound of how far their objective is above its minimum, for any method. It does
 * not bound how far the weights are from the optimal ones.
 *
 * @param weights [task] on the simplex, inside the bounds
 * @param objective ‖Gᵀw‖² (no one half)
 * @param lambda multiplier of Σw = 1: (Hw)_i of every task between its bounds. Below 0, floors sacrifice some task
 * @param multipliers [task] (Hw)_i − lambda: at least 0 at a floor, at most 0 at a ceiling, 0 between
 * @param gap an upper bound of objective − minimum; for a method that is not exact, the difference itself
 */
public record MinNormSolution(double[] weights, double objective, double lambda, double[] multipliers, double gap) {
    public MinNormSolution {
        weights = weights.clone();
        multipliers = multipliers.clone();
    }

    /**
     * Certifies any feasible w. With h = Hw and f = ½‖Gᵀw‖², convexity gives f(w) − f(y) ≤ hᵀw − hᵀy for every
     * feasible y. The best y is a fractional knapsack: floors first, then the budget 1 − Σfloors on the tasks in
     * ascending h. Its dual is lambda = the h where the budget ends, and hᵀw − hᵀy becomes a sum of terms ≥ 0:
     * max(µ,0)(w − floor) + min(µ,0)(w − ceiling).
     */
    static MinNormSolution certify(GramMatrix gram, WeightBounds bounds, double[] weights) {
        double[] inner = gram.times(weights);
        double lambda = marginal(inner, bounds);
        double[] multipliers = new double[weights.length];
        double gap = 0;
        for (int i = 0; i < weights.length; i++) {
            multipliers[i] = inner[i] - lambda;
            double room = multipliers[i] > 0 ? weights[i] - bounds.floor(i) : weights[i] - bounds.ceiling(i);
            gap += multipliers[i] * room;
        }
        return new MinNormSolution(weights, gram.squaredNorm(weights), lambda, multipliers, 2 * gap);
    }

    MinNormSolution withGap(double measured) {
        return new MinNormSolution(weights, objective, lambda, multipliers, measured);
    }

    @Override
    public double[] weights() {
        return weights.clone();
    }

    @Override
    public double[] multipliers() {
        return multipliers.clone();
    }

    private static double marginal(double[] inner, WeightBounds bounds) {
        int[] ascending = DenseAlgebra.ascending(inner);
        double budget = 1 - SimplexProjection.sum(bounds.floors());
        double lambda = inner[ascending[0]];
        for (int i : ascending) {
            double room = bounds.ceiling(i) - bounds.floor(i);
            if (room > 0) {
                lambda = inner[i];
                if (budget <= room) {
                    return lambda;
                }
                budget -= room;
            }
        }
        return lambda;
    }
}
