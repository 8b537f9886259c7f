package io.fulcrum.evaluate;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A condition on one metric of one task.
 *
 * @param min the metric must be at least this
 * @param max the metric must be at most this
 * @param maxDrop against the baseline the metric may get worse by at most this, whichever way worse is; says nothing
 *     where no baseline is given
 */
public record GateRule(String task, Metric metric, OptionalDouble min, OptionalDouble max, OptionalDouble maxDrop) {

    public GateRule {
        if (min.isEmpty() && max.isEmpty() && maxDrop.isEmpty()) {
            throw refused(
                    "has neither min, max nor max-drop: a rule without a limit always passes. Set one.", task, metric);
        }
        if (maxDrop.isPresent() && metric.goal() == Metric.Goal.NONE) {
            throw refused("has max-drop, but this metric has no better direction. Use min or max.", task, metric);
        }
        if (maxDrop.isPresent() && !(maxDrop.getAsDouble() >= 0)) {
            throw refused(
                    String.format(
                            Locale.ROOT,
                            "has max-drop = %s, which must be at least 0. Set the largest loss that is allowed.",
                            maxDrop.getAsDouble()),
                    task,
                    metric);
        }
        if (min.isPresent() && max.isPresent() && !(min.getAsDouble() <= max.getAsDouble())) {
            throw refused(
                    String.format(
                            Locale.ROOT,
                            "has min = %s above max = %s: nothing can pass. Swap them.",
                            min.getAsDouble(),
                            max.getAsDouble()),
                    task,
                    metric);
        }
    }

    /** Empty if the report satisfies the rule; a metric that cannot be read does not. */
    List<String> violations(EvaluationReport report) {
        TaskMetrics metrics = report.tasks().get(task);
        if (metrics == null) {
            return List.of(String.format(
                    Locale.ROOT,
                    "%s is not in the report, which has %s. Correct the task of the rule.",
                    name(),
                    String.join(", ", report.tasks().keySet())));
        }
        OptionalDouble value = metrics.value(metric);
        if (value.isEmpty()) {
            return List.of(String.format(
                    Locale.ROOT,
                    "%s is undefined%s: an undefined metric cannot pass a gate. Use a metric that is defined for this task.",
                    name(),
                    reason(metrics)));
        }
        List<String> violations = new ArrayList<>();
        limits(value.getAsDouble(), violations);
        maxDrop.ifPresent(drop -> fall(report, drop).ifPresent(violations::add));
        return violations;
    }

    private void limits(double value, List<String> violations) {
        if (min.isPresent() && value < min.getAsDouble()) {
            violations.add(String.format(
                    Locale.ROOT, "%s = %s must be at least %s.", name(), plain(value), plain(min.getAsDouble())));
        }
        if (max.isPresent() && value > max.getAsDouble()) {
            violations.add(String.format(
                    Locale.ROOT, "%s = %s must be at most %s.", name(), plain(value), plain(max.getAsDouble())));
        }
    }

    /**
     * Without any baseline, as on a first day, there is nothing to fall from; one without this metric breaks the rule.
     */
    private Optional<String> fall(EvaluationReport report, double allowed) {
        if (report.judgement().comparison().isEmpty()) {
            return Optional.empty();
        }
        Optional<Double> before = report.judgement()
                .comparison()
                .map(ReportComparison::tasks)
                .map(tasks -> tasks.get(task))
                .map(task -> task.baseline().get(metric));
        if (before.isEmpty()) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "%s has max-drop = %s, but the baseline has no value for it. Pass a --baseline report that has one.",
                    name(),
                    plain(allowed)));
        }
        double value = report.tasks().get(task).value(metric).orElseThrow();
        double fall = -metric.improvement(before.get(), value);
        return fall <= allowed
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "%s = %s is worse than the baseline's %s by %s, more than max-drop = %s.",
                        name(),
                        plain(value),
                        plain(before.get()),
                        plain(fall),
                        plain(allowed)));
    }

    /** Enough digits that a value never looks like the limit it breaks. */
    private static String plain(double value) {
        return new BigDecimal(value)
                .round(new MathContext(8))
                .stripTrailingZeros()
                .toPlainString();
    }

    private String name() {
        return task + " " + metric.key();
    }

    private String reason(TaskMetrics metrics) {
        return metrics.values().get(metric) instanceof MetricValue.Undefined u
                ? " (" + u.reason() + ")"
                : " for this task";
    }

    private static IllegalArgumentException refused(String problem, String task, Metric metric) {
        return new IllegalArgumentException(
                String.format(Locale.ROOT, "Gate rule on %s of task \"%s\" ", metric.key(), task) + problem);
    }
}
