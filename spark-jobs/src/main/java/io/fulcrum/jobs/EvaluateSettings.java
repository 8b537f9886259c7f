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

    /** Reads the section {@code evaluate}; gate rules may name only {@code tasks}. */
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
        if (!tasks.contains(task)) {
            rule.problem("task", "is not a task. " + NearestName.hint(task, tasks));
        }
        String key = rule.text("metric");
        Optional<Metric> metric = Metric.withKey(key);
        if (metric.isEmpty()) {
            rule.problem(
                    "metric",
                    "is not a metric. "
                            + NearestName.hint(
                                    key,
                                    Arrays.stream(Metric.values())
                                            .map(Metric::key)
                                            .toList()));
        }
        OptionalDouble min = optional(rule, "min");
        OptionalDouble max = optional(rule, "max");
        OptionalDouble maxDrop = optional(rule, "max-drop");
        rule.refuseUnknown();
        try {
            return metric.map(known -> new GateRule(task, known, min, max, maxDrop));
        } catch (IllegalArgumentException e) {
            rule.problem("metric", "makes a rule that cannot be: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static OptionalDouble optional(ConfigReader rule, String key) {
        return rule.has(key)
                ? OptionalDouble.of(rule.number(key, -Double.MAX_VALUE, Double.MAX_VALUE))
                : OptionalDouble.empty();
    }
}
