package io.fulcrum.train;

import io.fulcrum.config.Excerpt;
import io.fulcrum.contract.TaskSet;
import io.fulcrum.contract.TaskSpec;
import io.fulcrum.job.JobFailure;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The judge of epochs: a binary task by its AUC, a regression task by its RMSE. The mean relative change is
 * (1/K) Σ ±(m_k - m_k⁰) / |m_k⁰| over the tasks, against the first epoch, the sign such that more is better (Δm of the
 * multi-task literature with the first epoch in the place of the single-task model). A task that is none of the
 * {@link Judges}, or whose metric is undefined, does not judge.
 */
public final class StoppingRule {
    private final StoppingSettings settings;
    private final TaskSet tasks;
    private final Judges judges;
    private StoppingState state = StoppingState.START;

    /** Makes a judge by all tasks. */
    public StoppingRule(StoppingSettings settings, TaskSet tasks) {
        this(settings, tasks, Judges.all(tasks.names()));
    }

    StoppingRule(StoppingSettings settings, TaskSet tasks, Judges judges) {
        this.settings = settings;
        this.tasks = tasks;
        this.judges = judges;
    }

    /** Takes an epoch's validation metrics and returns whether it is the best so far. */
    public boolean isBest(Map<String, Map<String, Double>> metrics) {
        Map<String, Map<String, Double>> first = state.first().isEmpty() ? metrics : state.first();
        double score = score(metrics, first);
        double best = state.best();
        boolean better = score > best + settings.minChange() || best == Double.NEGATIVE_INFINITY;
        state = new StoppingState(first, better ? score : best, better ? 0 : state.epochsSinceBest() + 1);
        return better;
    }

    /** Whether patience has run out. */
    boolean isOver() {
        return state.epochsSinceBest() >= settings.patience();
    }

    public StoppingState state() {
        return state;
    }

    /**
     * Goes on from what {@link #state} returned.
     *
     * @throws IllegalArgumentException if it is no state of a judge of these tasks
     */
    public void restore(StoppingState before) {
        boolean ours = before.first().isEmpty() || before.first().keySet().equals(Set.copyOf(tasks.names()));
        if (!ours || Double.isNaN(before.best()) || before.epochsSinceBest() < 0) {
            throw new IllegalArgumentException("The stopping rule's state has metrics of tasks "
                    + Excerpt.of(before.first().keySet().toString()) + ", best score " + before.best() + " and "
                    + before.epochsSinceBest() + " epochs since, but must be of tasks " + tasks.names()
                    + ". The checkpoint is damaged or of another run: restart with --overwrite.");
        }
        state = before;
    }

    private double score(Map<String, Map<String, Double>> metrics, Map<String, Map<String, Double>> first) {
        List<TaskSpec> judges = tasks.tasks().stream()
                .filter(task -> settings.task().orElse(task.name()).equals(task.name()))
                .filter(task -> this.judges.names().contains(task.name()))
                .filter(task -> !Double.isNaN(value(first, task)))
                .toList();
        if (judges.isEmpty()) {
            throw JobFailure.dataCheck("No epoch can be judged: the validation metric of "
                    + settings.task().map(name -> "task \"" + name + "\"").orElse("every task") + " is undefined."
                    + " AUC needs both labels, RMSE any. Change data.split, or name another task in stopping.task.");
        }
        return judges.stream()
                .mapToDouble(task -> score(metrics, first, task))
                .average()
                .orElseThrow();
    }

    private double score(
            Map<String, Map<String, Double>> metrics, Map<String, Map<String, Double>> first, TaskSpec task) {
        double value = value(metrics, task);
        return sign(task) * (settings.task().isPresent() ? value : relativeChange(value(first, task), value));
    }

    private static double relativeChange(double from, double to) {
        return (to - from) / Math.max(Math.abs(from), 1e-12);
    }

    private static double sign(TaskSpec task) {
        return switch (task.type()) {
            case BINARY -> 1;
            case REGRESSION -> -1;
        };
    }

    private static double value(Map<String, Map<String, Double>> metrics, TaskSpec task) {
        String metric = switch (task.type()) {
            case BINARY -> "auc";
            case REGRESSION -> "rmse";
        };
        return metrics.get(task.name()).getOrDefault(metric, Double.NaN);
    }
}
