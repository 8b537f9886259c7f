package io.fulcrum.balance;

import io.fulcrum.balance.BalanceSettings.Normalise;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A balancer that solves for weights on a Gram matrix, and the policies around every such solver: smoothing,
 * normalisation, pinned tasks, and keeping the last weights when a round's numbers cannot be used.
 *
 * <p>It solves on D H̃ D, where H̃ is the smoothed matrix and D = 1/norm, 1/loss of this round, or both (Sener and
 * Koltun, NeurIPS 2018, published code). As there, the weights of the normalised problem are returned and applied to
 * the raw losses, without D.
 */
abstract sealed class GramBalancer implements TaskBalancer permits ParetoBalancer, PeLtrBalancer {
    private static final String WEIGHTS = "weights";

    private final Normalise normalise;
    private final WeightSum sum;
    private final WeightBounds bounds;
    private final List<String> names;
    private final GramSmoothing smoothing;

    GramBalancer(BalanceSettings settings, List<String> taskNames) {
        names = List.copyOf(taskNames);
        normalise = settings.normalise();
        sum = settings.sum();
        bounds = settings.bounds(names);
        smoothing = new GramSmoothing(settings.smoothing(), names.size());
    }

    /** The method itself. */
    abstract MinNormSolution solve(GramMatrix gram, WeightBounds narrowed);

    /** Equal weights, or the nearest inside the bounds. */
    @Override
    public final BalancerState start() {
        double[] equal = new double[names.size()];
        Arrays.fill(equal, 1.0 / names.size());
        return smoothing.start(new BalancerState(Map.of(WEIGHTS, inside(equal))));
    }

    @Override
    public final TaskWeights weights(BalancerState state) {
        return TaskWeights.of(last(state), bounds, sum);
    }

    @Override
    public final BalanceDecision decide(TaskSignals signals, BalancerState state) {
        SignalChecks.requireGram(signals, names);
        List<String> defects = SignalChecks.defects(signals, names);
        if (!defects.isEmpty()) {
            return keep(state, state, BalanceDiagnostics.unsolved(new double[0][], defects));
        }
        GramMatrix measured = new GramMatrix(signals.labelledGram());
        BalancerState smoothed = smoothing.add(measured, signals, state);
        PinnedTasks pinned = new PinnedTasks(names, signals, measured);
        if (pinned.noneLive()) {
            String note = SignalChecks.at(signals) + "no task has labels and a non-zero gradient" + SignalChecks.KEPT;
            return keep(state, smoothed, BalanceDiagnostics.unsolved(measured.cosines(), List.of(note)));
        }
        GramMatrix estimate = smoothing.estimate(measured, smoothed);
        double[] normalisers = normalisers(estimate, signals, pinned);
        List<String> unusable = unusable(estimate, signals, normalisers);
        if (!unusable.isEmpty()) {
            return keep(state, smoothed, BalanceDiagnostics.unsolved(measured.cosines(), unusable));
        }
        WeightBounds narrowed = pinned.pin(last(state), bounds);
        MinNormSolution solution = solve(estimate.scaled(normalisers), narrowed);
        BalanceDiagnostics diagnostics = new BalanceDiagnostics(
                solution.lambda(),
                solution.multipliers(),
                solution.gap(),
                measured.cosines(),
                normalisers,
                Map.of(),
                pinned.notes());
        return decision(solution.weights(), smoothed, diagnostics);
    }

    private BalanceDecision keep(BalancerState state, BalancerState smoothed, BalanceDiagnostics diagnostics) {
        return decision(last(state), smoothed, diagnostics);
    }

    private BalanceDecision decision(double[] simplex, BalancerState smoothed, BalanceDiagnostics diagnostics) {
        return new BalanceDecision(TaskWeights.of(simplex, bounds, sum), smoothed.with(WEIGHTS, simplex), diagnostics);
    }

    /** The last weights; moved inside the bounds if a run resumes with other ones. */
    private double[] last(BalancerState state) {
        return inside(state.array(WEIGHTS, names.size()));
    }

    private double[] inside(double[] weights) {
        return bounds.contain(weights) ? weights : SimplexProjection.project(weights, bounds);
    }

    /** D, with 0 for pinned tasks, which must not take part. */
    private double[] normalisers(GramMatrix estimate, TaskSignals signals, PinnedTasks pinned) {
        double[] losses = signals.losses();
        double[] normalisers = new double[names.size()];
        Arrays.setAll(normalisers, i -> !pinned.isLive(i) ? 0 : normalise.factor(losses[i], estimate.norm(i)));
        return normalisers;
    }

    /** Why the normalised matrix cannot be formed: losses that are not positive, or overflow. */
    private List<String> unusable(GramMatrix estimate, TaskSignals signals, double[] normalisers) {
        List<String> reasons = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            double length = normalisers[i] * estimate.norm(i);
            if (normalisers[i] < 0 || !(length < 1e150)) {
                reasons.add(SignalChecks.at(signals) + "task \"" + names.get(i) + "\" with loss " + signals.losses()[i]
                        + " and gradient norm " + estimate.norm(i) + " cannot be normalised by " + normalise
                        + ", which needs a positive loss" + SignalChecks.KEPT);
            }
        }
        return reasons;
    }
}
