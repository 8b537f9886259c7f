package io.fulcrum.balance;

import java.util.List;

/** The exact solution of {@link MinNormSolver} on each round's smoothed and normalised Gram matrix. */
public final class ParetoBalancer extends GramBalancer {
    ParetoBalancer(BalanceSettings settings, List<String> taskNames) {
        super(settings, taskNames);
    }

    @Override
    MinNormSolution solve(GramMatrix gram, WeightBounds bounds) {
        return MinNormSolver.solve(gram, bounds);
    }
}
