package io.fulcrum.balance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A {@link Weighting} and the policies around every one: smoothing, tasks that could not be measured, floors and
 * ceilings, magnitude, memory, and keeping the last weights when a round's numbers cannot be used.
 *
 * <p>The method sees only the tasks that were measured. A task without labels keeps its share of the weights; one
 * whose gradient is exactly zero is held at its floor; the coefficients are scaled to the rest. So the weights are a
 * direction, whose absolute values add up to 1, times a magnitude ({@link WeightSum}), which with {@code sum = method}
 * is the sum of the coefficients of the tasks that were measured.
 */
final class WeightingBalancer implements TaskBalancer {
    private static final String WEIGHTS = "weights";
    private static final String MAGNITUDE = "magnitude";
    private static final String VERSION = "version";

    private final Weighting method;
    private final String key; // of the method in the configuration
    private final WeightSum sum;
    private final WeightBounds bounds;
    private final List<String> names;
    private final GramSmoothing smoothing;

    /** What of a decision is known before the method is asked. */
    private record Step(TaskSignals signals, BalancerState state, PinnedTasks pinned, double[][] cosines) {}

    WeightingBalancer(Weighting method, BalanceSettings settings, List<String> taskNames) {
        this.method = method;
        key = settings.method().key();
        names = List.copyOf(taskNames);
        sum = settings.sum();
        bounds = settings.bounds(names);
        smoothing = new GramSmoothing(
                method instanceof GramWeighting gram && gram.smooths() ? settings.smoothing() : 0, names.size());
        if (!method.nonNegative() && !bounds.equals(WeightBounds.free(names.size()))) {
            throw new IllegalArgumentException("balance.method = " + key + " with " + bounds
                    + " of tasks " + names + ": this method can give negative weights, so floors and ceilings do not"
                    + " apply. Remove them, or choose pareto.");
        }
        method.requireTasks(names);
    }

    @Override
    public BalancerState start() {
        double[] equal = new double[names.size()];
        Arrays.fill(equal, 1.0 / names.size());
        return MethodMemory.started(smoothing.start(BalancerState.EMPTY), method.start(names.size()))
                .with(VERSION, new double[] {method.version()})
                .with(WEIGHTS, inside(equal))
                .with(MAGNITUDE, new double[] {names.size()});
    }

    @Override
    public TaskWeights weights(BalancerState state) {
        double version = state.array(VERSION, 1)[0];
        if (version != method.version()) {
            throw new IllegalArgumentException("Balancer state: version " + (long) version
                    + ", this program reads version " + method.version()
                    + " of the method's state. Resume with the program that wrote the checkpoint.");
        }
        return weights(last(state), magnitude(state));
    }

    @Override
    public BalanceDecision decide(TaskSignals measured, BalancerState state) {
        SignalChecks.requireTasks(measured, names);
        double[][] cosines = SignalChecks.cosines(measured);
        List<String> missing = missing(measured);
        if (!missing.isEmpty()) {
            return keep(state, cosines, missing);
        }
        if (method instanceof GramWeighting gramMethod) {
            SignalChecks.requireGram(measured, names);
            List<String> defects = SignalChecks.defects(measured, names);
            return defects.isEmpty() ? decide(gramMethod, measured, state, cosines) : keep(state, cosines, defects);
        }
        TaskSignals signals =
                method.evidence().contains(Evidence.PROBE_AFTER) ? measured.withoutGram() : measured.ofLocalSteps();
        List<String> defects = SignalChecks.defects(signals, names);
        return defects.isEmpty()
                ? decide((LossWeighting) method, signals, state, cosines)
                : keep(state, cosines, defects);
    }

    @Override
    public BalancerState validated(double[] kpis, BalancerState state) {
        MethodMemory memory =
                new MethodMemory(names.size(), IntStream.range(0, names.size()).toArray());
        return memory.write(state, method.validated(kpis, memory.read(state)));
    }

    private BalanceDecision decide(
            GramWeighting gramMethod, TaskSignals signals, BalancerState state, double[][] cosines) {
        GramMatrix measured = new GramMatrix(signals.labelledGram());
        BalancerState smoothed = smoothing.add(measured, signals, state);
        Step step = new Step(signals, smoothed, new PinnedTasks(names, signals, measured), cosines);
        if (step.pinned.noneLive()) {
            return keep(smoothed, cosines, reason(signals, "no task has labels and a non-zero gradient"));
        }
        GramMatrix estimate = smoothing.estimate(measured, smoothed);
        double[] mask = new double[names.size()];
        Arrays.setAll(mask, i -> step.pinned.isLive(i) ? 1 : 0);
        return settle(step, gramMethod.weigh(estimate.of(step.pinned.live()), context(step)), estimate.scaled(mask));
    }

    private BalanceDecision decide(
            LossWeighting lossMethod, TaskSignals signals, BalancerState state, double[][] cosines) {
        Step step = new Step(signals, state, new PinnedTasks(names, signals), cosines);
        return step.pinned.noneLive()
                ? keep(state, cosines, reason(signals, "no task has labels"))
                : settle(step, lossMethod.weigh(context(step)), GramMatrix.identity(names.size()));
    }

    private RoundContext context(Step step) {
        int[] live = step.pinned.live();
        double[] losses = step.signals.losses();
        return new RoundContext(
                names,
                live,
                Arrays.stream(live).mapToDouble(i -> losses[i]).toArray(),
                new MethodMemory(names.size(), live).read(step.state),
                new RoundContext.Address(
                        step.signals.round(),
                        step.signals.training().epoch(),
                        step.signals.training().seed()),
                step.signals.detail().of(live));
    }

    /** What the method reads and the round did not measure, as a recorded round that is looked at again. */
    private List<String> missing(TaskSignals measured) {
        return method.evidence().stream()
                .filter(evidence -> !measured.detail().has(evidence))
                .sorted()
                .flatMap(evidence -> reason(measured, evidence.words() + " were not measured").stream())
                .toList();
    }

    /** Turns coefficients of the live tasks into weights of all. @param metric of the projection into the bounds */
    private BalanceDecision settle(Step step, Coefficients answer, GramMatrix metric) {
        BalancerState remembered =
                new MethodMemory(names.size(), step.pinned.live()).write(step.state, answer.memory());
        if (answer.isNone()) {
            return keep(
                    remembered,
                    step.cosines,
                    reason(step.signals, answer.notes().get(0)));
        }
        double total = absoluteSum(answer.values());
        if (!(total > 0 && total < Double.POSITIVE_INFINITY)) {
            String found = "the coefficients' absolute values add up to " + total;
            return keep(remembered, step.cosines, reason(step.signals, found));
        }
        double[] last = last(step.state);
        WeightBounds narrowed =
                step.pinned.pin(Arrays.stream(last).map(Math::abs).toArray(), bounds);
        double[] direction = new double[names.size()];
        Arrays.setAll(direction, i -> Math.copySign(narrowed.floor(i), last[i]));
        spread(answer.values(), total, step.pinned.live(), direction);
        List<String> notes = new ArrayList<>(step.pinned.notes());
        answer.notes().forEach(note -> notes.add(SignalChecks.at(step.signals) + note + "."));
        double[] settled = direction;
        if (method.nonNegative() && !narrowed.contain(direction)) {
            settled = project(direction, narrowed, metric);
            notes.add(SignalChecks.at(step.signals) + "floors and ceilings changed the weights "
                    + Arrays.toString(direction) + " to " + Arrays.toString(settled) + ".");
        }
        return new BalanceDecision(
                weights(settled, total),
                remembered.with(WEIGHTS, settled).with(MAGNITUDE, new double[] {total}),
                BalanceDiagnostics.unsolved(step.cosines, notes).reading(key, answer.readings()));
    }

    /** Gives the live tasks what the pinned ones leave. */
    private static void spread(double[] coefficients, double total, int[] live, double[] direction) {
        for (int task : live) {
            direction[task] = 0;
        }
        double budget = Math.max(0, 1 - absoluteSum(direction));
        for (int k = 0; k < live.length; k++) {
            direction[live[k]] = budget * (coefficients[k] / total);
        }
    }

    /** The weights inside the bounds whose combined gradient is nearest to that of the given ones. */
    private static double[] project(double[] direction, WeightBounds narrowed, GramMatrix metric) {
        double[] back = Arrays.stream(direction).map(w -> -w).toArray();
        return MinNormSolver.solve(metric.shifted(back), narrowed).weights();
    }

    private BalanceDecision keep(BalancerState state, double[][] cosines, List<String> reasons) {
        return new BalanceDecision(
                weights(last(state), magnitude(state)),
                state.with(WEIGHTS, last(state)),
                BalanceDiagnostics.unsolved(cosines, reasons));
    }

    private TaskWeights weights(double[] direction, double magnitude) {
        return TaskWeights.of(direction, sum.factor(names.size(), magnitude));
    }

    /** The last weights; moved inside the bounds if a run resumes with other ones. */
    private double[] last(BalancerState state) {
        double[] last = state.array(WEIGHTS, names.size());
        return method.nonNegative() ? inside(last) : last;
    }

    private double[] inside(double[] weights) {
        return bounds.contain(weights) ? weights : SimplexProjection.project(weights, bounds);
    }

    private static double magnitude(BalancerState state) {
        return state.array(MAGNITUDE, 1)[0];
    }

    private static List<String> reason(TaskSignals signals, String why) {
        return List.of(SignalChecks.at(signals) + why + SignalChecks.KEPT);
    }

    private static double absoluteSum(double[] values) {
        return SimplexProjection.sum(Arrays.stream(values).map(Math::abs).toArray());
    }
}
