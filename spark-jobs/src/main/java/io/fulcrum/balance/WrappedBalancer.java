package io.fulcrum.balance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A balancer whose weights are drawn towards those of the round before.
 *
 * <p>CR-MOGM (Zhou et al., NeurIPS 2022, algorithm 1): u ← α u + (1 − α) û, where û is what the method gives, which
 * bounds the correlation of weights and stochastic gradients and so removes the bias of the direction. The bound on the
 * change shortens the step: u ← u + t (û − u) with the largest t ≤ 1 that changes no task's share by more than the
 * bound.
 *
 * <p>The method inside keeps its own state and its own last weights, as if it were alone; in a round that it cannot
 * use, its last weights count again. Both operations act on the
 * weights with their magnitude and then scale them to {@code balance.sum} again. Floors and ceilings hold, because the
 * mean of weights inside them is inside.
 */
final class WrappedBalancer implements TaskBalancer {
    private static final String SHARES = "wrap.shares"; // the last weights, absolute values of sum 1
    private static final String MAGNITUDE = "wrap.magnitude"; // of the last weights

    private final TaskBalancer inner;
    private final WrapSettings settings;
    private final WeightSum sum;
    private final WeightBounds bounds;
    private final List<String> names;

    WrappedBalancer(TaskBalancer inner, BalanceSettings settings, List<String> taskNames) {
        this.inner = inner;
        this.settings = settings.wrap();
        sum = settings.sum();
        names = List.copyOf(taskNames);
        bounds = settings.bounds(names);
    }

    @Override
    public BalancerState start() {
        BalancerState start = inner.start();
        return with(start, inner.weights(start));
    }

    /** The last weights; the inner method's where a checkpoint was written without wrapper. */
    @Override
    public TaskWeights weights(BalancerState state) {
        TaskWeights own = inner.weights(without(state));
        if (!state.has(SHARES)) {
            return own;
        }
        double[] shares = state.array(SHARES, names.size());
        boolean free = bounds.equals(WeightBounds.free(names.size()));
        double[] inside = free || bounds.contain(shares) ? shares : SimplexProjection.project(shares, bounds);
        return TaskWeights.of(inside, sum.factor(names.size(), state.array(MAGNITUDE, 1)[0]));
    }

    @Override
    public BalancerState validated(double[] kpis, BalancerState state) {
        return state.with(inner.validated(kpis, without(state)));
    }

    @Override
    public BalanceDecision decide(TaskSignals signals, BalancerState state) {
        BalanceDecision decision = inner.decide(signals, without(state));
        TaskWeights last = weights(state);
        List<String> notes = new ArrayList<>(decision.diagnostics().notes());
        TaskWeights next = decision.weights();
        for (WrapSettings.Wrapper wrapper : settings.wrap()) {
            next = switch (wrapper) {
                case CR_MOGM -> mean(last, next, 1 - settings.crMogmAlpha());
            };
        }
        double change = largestChange(last.simplex(), next.simplex());
        if (change > settings.maxChange()) {
            next = bounded(last, next);
            notes.add(SignalChecks.at(signals) + "balance.max-change bounded the change of a task's share from "
                    + change + " to " + settings.maxChange() + ".");
        }
        return new BalanceDecision(
                next, with(decision.next(), next), decision.diagnostics().with(notes));
    }

    /** Halves the step until it keeps to the bound: for signed weights the change of shares is not linear in it. */
    private TaskWeights bounded(TaskWeights last, TaskWeights next) {
        double low = 0;
        double high = 1;
        for (int i = 0; i < 60; i++) {
            double middle = (low + high) / 2;
            boolean keeps =
                    largestChange(last.simplex(), mean(last, next, middle).simplex()) <= settings.maxChange();
            low = keeps ? middle : low;
            high = keeps ? high : middle;
        }
        return mean(last, next, low);
    }

    /** last + step (next − last), scaled to the sum again; the last weights where all would vanish. */
    private TaskWeights mean(TaskWeights last, TaskWeights next, double step) {
        double[] from = last.values();
        double[] to = next.values();
        double[] mean = new double[from.length];
        Arrays.setAll(mean, i -> (1 - step) * from[i] + step * to[i]);
        double total = SimplexProjection.sum(Arrays.stream(mean).map(Math::abs).toArray());
        if (!(total > 0 && total < Double.POSITIVE_INFINITY)) {
            return last;
        }
        double[] shares = Arrays.stream(mean).map(u -> u / total).toArray();
        boolean free = bounds.equals(WeightBounds.free(names.size()));
        if (!free && !bounds.contain(shares)) { // by rounding
            shares = SimplexProjection.project(shares, bounds);
        }
        return TaskWeights.of(shares, sum.factor(names.size(), total));
    }

    private static double largestChange(double[] from, double[] to) {
        double largest = 0;
        for (int i = 0; i < from.length; i++) {
            largest = Math.max(largest, Math.abs(to[i] - from[i]));
        }
        return largest;
    }

    private static BalancerState with(BalancerState state, TaskWeights weights) {
        return state.with(SHARES, weights.simplex()).with(MAGNITUDE, new double[] {weights.magnitude()});
    }

    private static BalancerState without(BalancerState state) {
        return state.map((name, array, target) -> {
            if (!name.equals(SHARES) && !name.equals(MAGNITUDE)) {
                target.put(name, array);
            }
        });
    }
}
