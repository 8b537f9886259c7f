package io.fulcrum.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class MetricGateTest {
    private static final OptionalDouble NONE = OptionalDouble.empty();

    private static EvaluationReport report(double auc, double logLoss) {
        TaskMetrics metrics = new TaskMetrics(
                TaskKind.BINARY,
                Map.of(
                        Metric.EXAMPLES,
                        MetricValue.of(9),
                        Metric.AUC,
                        MetricValue.of(auc),
                        Metric.LOG_LOSS,
                        MetricValue.of(logLoss),
                        Metric.CALIBRATION,
                        MetricValue.undefined("no positive among 9 examples")),
                TaskCurves.NONE);
        return EvaluationReport.of(
                SampleReports.subject("m"), EvaluationSettings.DEFAULT, Map.of("buy", metrics), List.of());
    }

    private static List<String> violations(EvaluationReport report, GateRule rule) {
        return new MetricGate(List.of(rule)).check(report).violations();
    }

    private static OptionalDouble of(double value) {
        return OptionalDouble.of(value);
    }

    @Test
    void check_limitsKept_passes() {
        EvaluationReport report = report(0.75, 0.5);
        GateOutcome outcome = new MetricGate(List.of(
                        new GateRule("buy", Metric.AUC, of(0.75), of(1), NONE),
                        new GateRule("buy", Metric.LOG_LOSS, NONE, of(0.5), NONE)))
                .check(report);
        assertThat(outcome.passed()).isTrue();
        assertThat(outcome.rules()).isEqualTo(2);
        assertThat(report.passesGate()).as("no gate").isTrue();
    }

    @Test
    void check_limitsBroken_saysWhich() {
        assertThat(violations(report(0.7, 0.5), new GateRule("buy", Metric.AUC, of(0.75), NONE, NONE)))
                .containsExactly("buy auc = 0.7 must be at least 0.75.");
        assertThat(violations(report(0.7, 0.5), new GateRule("buy", Metric.LOG_LOSS, NONE, of(0.4), NONE)))
                .containsExactly("buy logLoss = 0.5 must be at most 0.4.");
    }

    @Test
    void check_dropAgainstBaseline_readsWhichWayIsWorse() {
        EvaluationReport compared = report(0.75, 0.5).comparedWith(report(0.875, 0.25));
        assertThat(violations(compared, new GateRule("buy", Metric.AUC, NONE, NONE, of(0.1))))
                .containsExactly(
                        "buy auc = 0.75 is worse than the baseline's 0.875 by 0.125, more than max-drop = 0.1.");
        assertThat(violations(compared, new GateRule("buy", Metric.LOG_LOSS, NONE, NONE, of(0.2))))
                .containsExactly(
                        "buy logLoss = 0.5 is worse than the baseline's 0.25 by 0.25, more than max-drop = 0.2.");
        assertThat(violations(compared, new GateRule("buy", Metric.AUC, NONE, NONE, of(0.125))))
                .isEmpty();
        EvaluationReport better = report(0.875, 0.25).comparedWith(report(0.75, 0.5));
        assertThat(violations(better, new GateRule("buy", Metric.AUC, NONE, NONE, of(0))))
                .isEmpty();
    }

    @Test
    void check_maxDropWithoutAnyBaseline_hasNothingToFallFrom() {
        assertThat(violations(report(0.7, 0.5), new GateRule("buy", Metric.AUC, NONE, NONE, of(0.1))))
                .isEmpty();
    }

    @Test
    void check_whatCannotBeRead_doesNotPass() {
        assertThat(violations(report(0.7, 0.5), new GateRule("bye", Metric.AUC, of(0.1), NONE, NONE)))
                .containsExactly("bye auc is not in the report, which has buy. Correct the task of the rule.");
        assertThat(violations(report(0.7, 0.5), new GateRule("buy", Metric.CALIBRATION, of(0.1), NONE, NONE)))
                .containsExactly(
                        "buy calibration is undefined (no positive among 9 examples): an undefined metric cannot pass a"
                                + " gate. Use a metric that is defined for this task.");
        assertThat(violations(report(0.7, 0.5), new GateRule("buy", Metric.RMSE, NONE, of(1), NONE)))
                .containsExactly("buy rmse is undefined for this task: an undefined metric cannot pass a gate. Use a "
                        + "metric that is defined for this task.");
    }

    @Test
    void gatedBy_brokenRule_failsTheReport() {
        MetricGate gate = new MetricGate(List.of(new GateRule("buy", Metric.AUC, of(0.9), NONE, NONE)));
        assertThat(report(0.7, 0.5).gatedBy(gate).passesGate()).isFalse();
    }

    @Test
    void rule_thatAsksNothingOrNonsense_isRefused() {
        assertThatThrownBy(() -> new GateRule("buy", Metric.AUC, NONE, NONE, NONE))
                .hasMessage("Gate rule on auc of task"
                        + " \"buy\" has neither min, max nor max-drop: a rule without a limit always "
                        + "passes. Set one.");
        assertThatThrownBy(() -> new GateRule("buy", Metric.EXAMPLES, NONE, NONE, of(1)))
                .hasMessage("Gate rule on examples"
                        + " of task \"buy\" has max-drop, but this metric has no better direction. Use "
                        + "min or max.");
        assertThatThrownBy(() -> new GateRule("buy", Metric.AUC, NONE, NONE, of(-1)))
                .hasMessageContaining(
                        "has max-drop = -1.0, which must be at least 0. Set the largest loss that " + "is allowed.");
        assertThatThrownBy(() -> new GateRule("buy", Metric.AUC, of(2), of(1), NONE))
                .hasMessageContaining("has min = 2.0 above max = 1.0: nothing can pass. Swap them.");
    }
}
