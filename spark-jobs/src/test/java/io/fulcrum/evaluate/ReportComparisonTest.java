package io.fulcrum.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.evaluate.ReportSubject.Artifact;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportComparisonTest {

    private static TaskMetrics auc(double auc, double error) {
        return new TaskMetrics(
                TaskKind.BINARY,
                Map.of(
                        Metric.EXAMPLES,
                        MetricValue.of(100),
                        Metric.AUC,
                        MetricValue.of(auc),
                        Metric.AUC_STANDARD_ERROR,
                        MetricValue.of(error)),
                TaskCurves.NONE);
    }

    private static TaskMetrics rmse(double rmse, double error) {
        return new TaskMetrics(
                TaskKind.REGRESSION,
                Map.of(
                        Metric.EXAMPLES,
                        MetricValue.of(100),
                        Metric.RMSE,
                        MetricValue.of(rmse),
                        Metric.RMSE_STANDARD_ERROR,
                        MetricValue.of(error)),
                TaskCurves.NONE);
    }

    private static EvaluationReport report(Object... namesAndMetrics) {
        Map<String, TaskMetrics> tasks = new LinkedHashMap<>();
        for (int i = 0; i < namesAndMetrics.length; i += 2) {
            tasks.put((String) namesAndMetrics[i], (TaskMetrics) namesAndMetrics[i + 1]);
        }
        return EvaluationReport.of(SampleReports.subject("m"), EvaluationSettings.DEFAULT, tasks, List.of());
    }

    private static Verdict verdict(EvaluationReport baseline, EvaluationReport current) {
        return ReportComparison.between(baseline, current).verdict();
    }

    @Test
    void between_gain_isMeasuredInStandardErrors() {
        // Errors 0.003 and 0.004 make √(9 + 16)/1000 = 0.005; a gain of 0.015 is 3 of them.
        TaskComparison task = ReportComparison.between(report("buy", auc(0.8, 0.003)), report("buy", auc(0.815, 0.004)))
                .tasks()
                .get("buy");
        assertThat(task.standardErrors().orElseThrow()).isCloseTo(3, within(1e-12));
        assertThat(task.differences().get(Metric.AUC)).isCloseTo(0.015, within(1e-15));
        assertThat(task.baseline()).containsEntry(Metric.AUC, 0.8);
        assertThat(task.verdict()).isEqualTo(Verdict.BETTER);
    }

    @Test
    void verdict_perTaskMoves_areCombined() {
        EvaluationReport base = report("a", auc(0.8, 0.01), "b", rmse(2, 0.1));
        assertThat(verdict(base, report("a", auc(0.81, 0.01), "b", rmse(2.1, 0.1))))
                .isEqualTo(Verdict.SAME);
        assertThat(verdict(base, report("a", auc(0.9, 0.01), "b", rmse(2.1, 0.1))))
                .isEqualTo(Verdict.BETTER);
        assertThat(verdict(base, report("a", auc(0.81, 0.01), "b", rmse(3, 0.1))))
                .isEqualTo(Verdict.WORSE);
        assertThat(verdict(base, report("a", auc(0.9, 0.01), "b", rmse(3, 0.1))))
                .isEqualTo(Verdict.SEESAW);
        assertThat(verdict(base, report("a", auc(0.9, 0.01), "b", rmse(1, 0.1))))
                .isEqualTo(Verdict.BETTER);
    }

    @Test
    void verdict_againstItself_isSame() {
        EvaluationReport report = SampleReports.twoTasks(3, 1);
        assertThat(verdict(report, report)).isEqualTo(Verdict.SAME);
        assertThat(ReportComparison.between(report, report).notes()).isEmpty();
    }

    @Test
    void verdict_undefinedMetricOrOtherKind_isUndecided() {
        TaskMetrics undefined = new TaskMetrics(
                TaskKind.BINARY,
                Map.of(
                        Metric.EXAMPLES,
                        MetricValue.of(3),
                        Metric.AUC,
                        MetricValue.undefined("no positive among 3 examples")),
                TaskCurves.NONE);
        assertThat(verdict(report("a", auc(0.8, 0.01)), report("a", undefined))).isEqualTo(Verdict.UNDECIDED);
        assertThat(verdict(report("a", auc(0.8, 0.01)), report("a", rmse(1, 0.1))))
                .isEqualTo(Verdict.UNDECIDED);
        assertThat(verdict(report("a", auc(0.8, 0.01)), report("b", auc(0.8, 0.01))))
                .isEqualTo(Verdict.UNDECIDED);
    }

    @Test
    void notes_otherTasksAndRows_areTold() {
        EvaluationReport current = report("a", auc(0.8, 0.01), "new", auc(0.7, 0.01));
        EvaluationReport old = report("a", auc(0.8, 0.01), "old", auc(0.7, 0.01));
        ReportSubject is = current.subject();
        EvaluationReport baseline = EvaluationReport.of(
                new ReportSubject(is.model(), new Artifact("d", "aa"), "test", is.created()),
                old.settings(),
                old.tasks(),
                List.of());
        assertThat(ReportComparison.between(baseline, current).notes())
                .containsExactly(
                        "The baseline was measured on different rows: split test of data aa, not split test of "
                                + "data 51ab77e0c3f2d918.",
                        "Not in the baseline, so not compared: new.",
                        "Only in the baseline, so not compared: old.");
    }

    @Test
    void improvement_calibration_isCloserToOne() {
        assertThat(Metric.CALIBRATION.improvement(0.8, 1.1)).isCloseTo(0.1, within(1e-15));
        assertThat(Metric.LOG_LOSS.improvement(0.3, 0.2)).isCloseTo(0.1, within(1e-15));
        assertThat(Metric.EXAMPLES.improvement(1, 2)).isZero();
    }
}
