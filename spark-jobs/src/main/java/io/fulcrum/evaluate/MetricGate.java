package io.fulcrum.evaluate;

import java.util.List;

/** The rules a report must satisfy for its model to be used. */
public record MetricGate(List<GateRule> rules) {

    public MetricGate {
        rules = List.copyOf(rules);
    }

    public GateOutcome check(EvaluationReport report) {
        List<String> violations =
                rules.stream().flatMap(rule -> rule.violations(report).stream()).toList();
        return new GateOutcome(rules.size(), violations);
    }
}
