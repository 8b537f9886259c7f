package io.fulcrum.balance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Which tasks the solver may not weigh this round, and the bounds that hold them.
 *
 * <p>A task without labels has no gradient: unknown, so it keeps its last weight. A task whose gradient is exactly
 * zero would get all free weight and stop training: it is held at its floor. The rest share what remains. Last weights
 * are feasible, so the rest can always be brought down to their floors; but floors of zero gradients may free more than
 * the ceilings of the rest can take. Then the surplus is spread evenly over the zero gradients (it moves nothing), and
 * only if they too reach their ceilings over the tasks without labels.
 */
final class PinnedTasks {
    private static final double ROUNDING = 1e-12;

    private final List<String> names;
    private final TaskSignals signals;
    private final IntPredicate hasGradient;
    private final List<String> notes = new ArrayList<>();

    /** @param measured this round's matrix, with zero rows for tasks without labels */
    PinnedTasks(List<String> names, TaskSignals signals, GramMatrix measured) {
        this(names, signals, task -> measured.at(task, task) > 0);
    }

    /** Where a method reads losses only: every task with labels is taken to have a gradient. */
    PinnedTasks(List<String> names, TaskSignals signals) {
        this(names, signals, task -> true);
    }

    private PinnedTasks(List<String> names, TaskSignals signals, IntPredicate hasGradient) {
        this.names = names;
        this.signals = signals;
        this.hasGradient = hasGradient;
    }

    boolean isLive(int task) {
        return signals.isLabelled(task) && hasGradient.test(task);
    }

    int[] live() {
        return IntStream.range(0, names.size()).filter(this::isLive).toArray();
    }

    boolean noneLive() {
        return IntStream.range(0, names.size()).noneMatch(this::isLive);
    }

    /** What was done to which task, and why. */
    List<String> notes() {
        return List.copyOf(notes);
    }

    /** The bounds with floor = ceiling for every pinned task. @param last [task] feasible weights */
    WeightBounds pin(double[] last, WeightBounds bounds) {
        double[] held = new double[last.length];
        double rest = 1;
        double capacity = 0;
        for (int i = 0; i < last.length; i++) {
            held[i] = signals.isLabelled(i) ? bounds.floor(i) : last[i];
            rest -= isLive(i) ? 0 : held[i];
            capacity += isLive(i) ? bounds.ceiling(i) : 0;
        }
        if (rest > capacity + ROUNDING) {
            spread(rest - capacity, held, bounds);
        }
        double[] floors = bounds.floors();
        double[] ceilings = bounds.ceilings();
        for (int i = 0; i < last.length; i++) {
            if (!isLive(i)) {
                floors[i] = held[i];
                ceilings[i] = held[i];
                note(
                        signals.isLabelled(i)
                                ? "has a zero gradient and is held at "
                                : "has no labelled examples and keeps ",
                        i,
                        held[i]);
            }
        }
        return new WeightBounds(floors, ceilings);
    }

    private void spread(double surplus, double[] held, WeightBounds bounds) {
        notes.add("Round " + signals.round() + ": the tasks with a gradient are at their ceilings and leave " + surplus
                + " of the weight; it goes to tasks with zero gradients first, then to tasks without labels.");
        int[] zeros = IntStream.range(0, held.length)
                .filter(i -> signals.isLabelled(i) && !isLive(i))
                .toArray();
        int[] unlabelled = IntStream.range(0, held.length)
                .filter(i -> !signals.isLabelled(i))
                .toArray();
        raise(unlabelled, surplus - raise(zeros, surplus, held, bounds), held, bounds);
    }

    /** Raises the held weights evenly by the surplus, or as far as ceilings allow; returns by how much. */
    private static double raise(int[] tasks, double surplus, double[] held, WeightBounds bounds) {
        double[] from = Arrays.stream(tasks).mapToDouble(i -> held[i]).toArray();
        double[] ceilings = Arrays.stream(tasks).mapToDouble(bounds::ceiling).toArray();
        double room = SimplexProjection.sum(ceilings) - SimplexProjection.sum(from);
        double raised = Math.max(0, Math.min(surplus, room));
        if (raised > 0) {
            double[] to = SimplexProjection.project(from, from, ceilings, SimplexProjection.sum(from) + raised);
            for (int k = 0; k < tasks.length; k++) {
                held[tasks[k]] = to[k];
            }
        }
        return raised;
    }

    private void note(String why, int task, double weight) {
        notes.add("Round " + signals.round() + ": task \"" + names.get(task) + "\" " + why + "weight " + weight + ".");
    }
}
