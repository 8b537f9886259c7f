package io.fulcrum.balance;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The exact solution of {@link MinNormSolver} on each round's smoothed and normalised Gram matrix. */
public final class ParetoBalancer extends GramBalancer {
    /** The method's own settings: none, because {@code balance.normalise} is older than such sections. */
    public record Settings() implements BalancingMethod {
        @Override
        public Set<Evidence> evidence() {
            return EnumSet.of(Evidence.GRAM, Evidence.LOSSES);
        }

        @Override
        public TaskBalancer balancer(BalanceSettings settings, List<String> taskNames) {
            return new ParetoBalancer(settings, taskNames);
        }
    }

    ParetoBalancer(BalanceSettings settings, List<String> taskNames) {
        super(settings, taskNames);
    }

    @Override
    MinNormSolution solve(GramMatrix gram, WeightBounds bounds) {
        return MinNormSolver.solve(gram, bounds);
    }
}
