package io.fulcrum.balance;

import java.util.List;

/** The exact minimum-norm weights of {@link MinNormSolver} each round, with their certificate. */
public final class ParetoBalancer extends GramBalancer {
    ParetoBalancer(BalanceSettings settings, List<String> taskNames) {
        super(settings, taskNames);
    }

    @Override
    MinNormSolution solve(GramMatrix gram, WeightBounds bounds) {
        return MinNormSolver.solve(gram, bounds);
    }
}
