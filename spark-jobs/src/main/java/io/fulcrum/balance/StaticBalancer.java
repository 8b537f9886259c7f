package io.fulcrum.balance;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Fixed task weights: the given proportions, scaled to the sum convention every method shares. */
public final class StaticBalancer implements TaskBalancer {
    /** The method's own settings: none, because weights are keys of the tasks. */
    public record Settings() implements BalancingMethod {
        @Override
        public Set<Evidence> evidence() {
            return EnumSet.noneOf(Evidence.class);
        }

        @Override
        public TaskBalancer balancer(BalanceSettings settings, List<String> taskNames) {
            return new StaticBalancer(settings, taskNames);
        }
    }

    private final List<String> names;
    private final TaskWeights weights;

    StaticBalancer(BalanceSettings settings, List<String> taskNames) {
        names = List.copyOf(taskNames);
        WeightBounds bounds = settings.bounds(taskNames);
        double[] proportions = settings.weights();
        if (proportions.length == 0) {
            proportions = new double[taskNames.size()];
            Arrays.fill(proportions, 1);
        }
        if (proportions.length != taskNames.size()) {
            throw new IllegalArgumentException(
                    "Static weights: length mismatch: " + proportions.length + " weights for " + taskNames.size()
                            + " tasks " + taskNames + "; there must be one per task. Complete the list.");
        }
        double total = SimplexProjection.sum(proportions);
        double[] simplex = Arrays.stream(proportions).map(w -> w / total).toArray();
        if (!bounds.contain(simplex)) {
            throw new IllegalArgumentException("Static weights: " + Arrays.toString(simplex)
                    + " (scaled to sum 1) of tasks "
                    + taskNames + " are outside " + bounds + "; each must be between its floor and its ceiling. "
                    + "Change the weights, or remove the bounds: method = static does not use them.");
        }
        weights = TaskWeights.of(simplex, settings.sum().factor(simplex.length, total));
    }

    @Override
    public BalancerState start() {
        return new BalancerState(Map.of());
    }

    @Override
    public TaskWeights weights(BalancerState state) {
        return weights;
    }

    @Override
    public BalanceDecision decide(TaskSignals signals, BalancerState state) {
        SignalChecks.requireTasks(signals, names);
        return new BalanceDecision(
                weights, state, BalanceDiagnostics.unsolved(SignalChecks.cosines(signals), List.of()));
    }
}
