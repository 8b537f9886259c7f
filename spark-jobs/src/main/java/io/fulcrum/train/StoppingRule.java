package io.fulcrum.train;

import io.fulcrum.contract.TaskSet;
import io.fulcrum.contract.TaskSpec;
import java.util.Map;

/**
 * The judge of epochs: a binary task by its AUC, a regression task by its RMSE. The mean relative change is
 * (1/K) Σ ±(m_k - m_k⁰) / |m_k⁰| over the tasks, against the first epoch, the sign such that more is better (Δm of the
 * multi-task literature with the first epoch in the place of the single-task model). A metric that validation leaves
 * undefined, such as the AUC of a task without positives there, counts as unchanged.
 */
final class StoppingRule {
  private final StoppingSettings settings;
  private final TaskSet tasks;
  private Map<String, Map<String, Double>> first;
  private double best = Double.NEGATIVE_INFINITY;
  private int epochsSinceBest;

  StoppingRule(StoppingSettings settings, TaskSet tasks) {
    this.settings = settings;
    this.tasks = tasks;
  }

  /** Takes an epoch's validation metrics and returns whether it is the best so far. */
  boolean isBest(Map<String, Map<String, Double>> metrics) {
    first = first == null ? metrics : first;
    double score = score(metrics);
    boolean better = score > best + settings.minChange() || best == Double.NEGATIVE_INFINITY;
    best = better ? score : best;
    epochsSinceBest = better ? 0 : epochsSinceBest + 1;
    return better;
  }

  /** Whether patience has run out. */
  boolean isOver() {
    return epochsSinceBest >= settings.patience();
  }

  private double score(Map<String, Map<String, Double>> metrics) {
    return settings.task().map(name -> {
      TaskSpec task = tasks.task(tasks.indexOf(name));
      return defined(sign(task) * value(metrics, task));
    }).orElseGet(() -> tasks.tasks().stream()
        .mapToDouble(task -> defined(sign(task) * relativeChange(value(first, task), value(metrics, task))))
        .average().orElseThrow());
  }

  private static double defined(double value) {
    return Double.isNaN(value) ? 0 : value;
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
    return metrics.get(task.name()).get(metric);
  }
}
