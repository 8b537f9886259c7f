package io.fulcrum.evaluate;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * One task against its baseline.
 *
 * @param baseline the baseline's values of the metrics that both reports measured
 * @param differences this report's value minus the baseline's
 * @param standardErrors the judging metric's difference, positive if better, in standard errors of the difference
 */
public record TaskComparison(
        Map<Metric, Double> baseline, Map<Metric, Double> differences, OptionalDouble standardErrors, Verdict verdict) {
    /**
     * A difference within so many standard errors is called the same: about one chance in twenty if nothing changed.
     */
    static final double SAME_WITHIN = 2;

    public TaskComparison {
        baseline = ordered(baseline);
        differences = ordered(differences);
    }

    private static Map<Metric, Double> ordered(Map<Metric, Double> values) {
        Map<Metric, Double> copy = new EnumMap<>(Metric.class);
        copy.putAll(values);
        return Collections.unmodifiableMap(copy);
    }

    static TaskComparison between(TaskMetrics baseline, TaskMetrics current) {
        Map<Metric, Double> before = new EnumMap<>(Metric.class);
        Map<Metric, Double> differences = new EnumMap<>(Metric.class);
        for (Metric metric : current.values().keySet()) {
            OptionalDouble old = baseline.value(metric);
            OptionalDouble now = current.value(metric);
            if (old.isPresent() && now.isPresent() && !(metric.isGrouped() && otherGrouping(baseline, current))) {
                before.put(metric, old.getAsDouble());
                differences.put(metric, now.getAsDouble() - old.getAsDouble());
            }
        }
        OptionalDouble distance = distance(baseline, current);
        return new TaskComparison(before, differences, distance, verdict(distance));
    }

    /**
     * Whether the grouped metrics are of different definitions: a report of schema 1 does not count examples without a
     * group, and ranked them as one group.
     */
    static boolean otherGrouping(TaskMetrics baseline, TaskMetrics current) {
        boolean counted = baseline.value(Metric.UNGROUPED).isPresent();
        return baseline.value(Metric.GROUPS).isPresent()
                && !counted
                && current.value(Metric.UNGROUPED).orElse(0) > 0;
    }

    private static OptionalDouble distance(TaskMetrics baseline, TaskMetrics current) {
        Metric judge = current.kind().judge();
        if (baseline.kind() != current.kind()
                || baseline.judge().isEmpty()
                || current.judge().isEmpty()
                || baseline.standardError().isEmpty()
                || current.standardError().isEmpty()) {
            return OptionalDouble.empty();
        }
        double gain = judge.improvement(
                baseline.judge().getAsDouble(), current.judge().getAsDouble());
        double error = Math.hypot(
                baseline.standardError().getAsDouble(), current.standardError().getAsDouble());
        if (error == 0 && gain != 0) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(gain == 0 ? 0 : gain / error);
    }

    private static Verdict verdict(OptionalDouble distance) {
        if (distance.isEmpty()) {
            return Verdict.UNDECIDED;
        }
        double errors = distance.getAsDouble();
        if (Math.abs(errors) <= SAME_WITHIN) {
            return Verdict.SAME;
        }
        return errors > 0 ? Verdict.BETTER : Verdict.WORSE;
    }
}
