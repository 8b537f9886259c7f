package io.fulcrum.balance;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Fixed task weights: the given proportions, scaled to the sum convention every method shares. */
public final class StaticBalancer implements TaskBalancer {
    private final TaskWeights weights;

    StaticBalancer(BalanceSettings settings, List<String> taskNames) {
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
        weights = TaskWeights.of(simplex, bounds, settings.sum());
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
        if (signals.tasks() != weights.tasks()) {
            throw new IllegalArgumentException(
                    "Round " + signals.round() + ": signals of " + signals.tasks() + " tasks, the balancer has "
                            + weights.tasks() + "; they must be the same tasks. Measure every task.");
        }
        return new BalanceDecision(weights, state, BalanceDiagnostics.unsolved(cosines(signals), List.of()));
    }

    /** Fixed weights need no gradients, but whoever chose them wants to see how the tasks pull. */
    private static double[][] cosines(TaskSignals signals) {
        double[][] gram = signals.labelledGram();
        boolean finite = Arrays.stream(gram).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite);
        return gram.length > 0 && finite ? new GramMatrix(gram).cosines() : new double[0][];
    }
}
