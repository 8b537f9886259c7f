package io.fulcrum.jobs;

import io.fulcrum.config.ConfigReader;
import io.fulcrum.config.NearestName;
import io.fulcrum.evaluate.EvaluationSettings;
import io.fulcrum.evaluate.GateRule;
import io.fulcrum.evaluate.Metric;
import io.fulcrum.evaluate.MetricGate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** How a model is measured, and what it must reach. */
record EvaluateSettings(int calibrationBins, int ndcgAt, MetricGate gate) {

    /** Reads the section {@code evaluate}; gate rules may name only {@code tasks}, unless none are known yet. */
    static EvaluateSettings read(ConfigReader root, List<String> tasks) {
        ConfigReader section = root.section("evaluate");
        List<GateRule> rules = new ArrayList<>();
        for (ConfigReader rule : section.sections("gate")) {
            readRule(rule, tasks).ifPresent(rules::add);
        }
        EvaluateSettings settings = new EvaluateSettings(
                section.integer("calibration-bins", 1), section.integer("ndcg-at", 1), new MetricGate(rules));
        section.refuseUnknown();
        return settings;
    }

    EvaluationSettings evaluation(Optional<String> group) {
        return new EvaluationSettings(calibrationBins, ndcgAt, group.orElse(""));
    }

    private static Optional<GateRule> readRule(ConfigReader rule, List<String> tasks) {
        String task = rule.text("task");
        if (!task.isBlank() && !tasks.isEmpty() && !tasks.contains(task)) {
            rule.problem("task", "is not a task. " + NearestName.hint(task, tasks));
        }
        String key = rule.text("metric");
        Optional<Metric> metric = Metric.withKey(key);
        if (metric.isEmpty() && !key.isBlank()) {
            rule.problem(
                    "metric",
                    "is not a metric. "
                            + NearestName.hint(
                                    key,
                                    Arrays.stream(Metric.values())
                                            .map(Metric::key)
                                            .toList()));
        }
        OptionalDouble min = optional(rule, "min", -Double.MAX_VALUE);
        OptionalDouble max = optional(rule, "max", -Double.MAX_VALUE);
        OptionalDouble maxDrop = optional(rule, "max-drop", 0);
        rule.refuseUnknown();
        return metric.filter(known -> isPossible(rule, known, min, max))
                .map(known -> new GateRule(task, known, min, max, maxDrop));
    }

    /** Notes why no report, or every report, would satisfy the rule. */
    private static boolean isPossible(ConfigReader rule, Metric metric, OptionalDouble min, OptionalDouble max) {
        if (!rule.has("min") && !rule.has("max") && !rule.has("max-drop")) {
            rule.problem("metric", "has neither min, max nor max-drop, so every model passes. Set one of them");
            return false;
        }
        if (rule.has("max-drop") && metric.goal() == Metric.Goal.NONE) {
            rule.problem(
                    "max-drop",
                    "has no meaning for metric " + metric.key()
                            + ", of which neither more nor less is better. Set min or max");
            return false;
        }
        if (min.isPresent() && max.isPresent() && min.getAsDouble() > max.getAsDouble()) {
            rule.problem("max", "is below min, so no model passes. Swap min and max");
            return false;
        }
        return true;
    }

    private static OptionalDouble optional(ConfigReader rule, String key, double atLeast) {
        return rule.has(key) ? OptionalDouble.of(rule.number(key, atLeast, Double.MAX_VALUE)) : OptionalDouble.empty();
    }
}
