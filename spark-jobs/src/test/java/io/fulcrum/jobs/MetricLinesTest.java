package io.fulcrum.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.evaluate.EvaluationReport;
import io.fulcrum.evaluate.EvaluationSettings;
import io.fulcrum.evaluate.SampleReports;
import io.fulcrum.evaluate.TaskEvaluation;
import io.fulcrum.evaluate.TaskMetrics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The table that a terminal gets. */
class MetricLinesTest {
    @Test
    void of_binaryAndRegression_alignsAndLeavesDashes() {
        TaskEvaluation binary = TaskEvaluation.binary(EvaluationSettings.DEFAULT);
        TaskEvaluation regression = TaskEvaluation.regression();
        for (int row = 0; row < 4; row++) {
            binary.add(row, row / 2, 0);
            regression.add(row, row + 2, 0);
        }
        Map<String, TaskMetrics> tasks = new LinkedHashMap<>();
        tasks.put("a", binary.read(EvaluationSettings.DEFAULT));
        tasks.put("b", regression.read(EvaluationSettings.DEFAULT));
        List<String> lines = MetricLines.of(report(tasks)).lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0))
                .startsWith("task   Examples  Positives        AUC")
                .contains("RMSE", "MAE");
        assertThat(lines.get(1))
                .startsWith("a             4          2    1.00000")
                .endsWith("-");
        assertThat(lines.get(2))
                .startsWith("b             4          -          -")
                .endsWith("2.00000    2.00000");
        assertThat(lines).extracting(String::length).containsOnly(lines.get(0).length());
    }

    @Test
    void of_longNamesAndManyRows_stayAligned() {
        List<String> lines =
                MetricLines.of(SampleReports.twoTasks(1, 0.6)).lines().toList();
        assertThat(lines.get(1)).startsWith("income            12,000");
        assertThat(lines).extracting(String::length).containsOnly(lines.get(0).length());
    }

    @Test
    void of_comparison_tellsTheVerdict() {
        EvaluationReport report = SampleReports.twoTasks(1, 0.6);
        assertThat(MetricLines.of(report.comparedWith(report))).endsWith("\nAgainst the baseline: same\n");
    }

    private static EvaluationReport report(Map<String, TaskMetrics> tasks) {
        return EvaluationReport.of(SampleReports.subject("m"), EvaluationSettings.DEFAULT, tasks, List.of());
    }
}
