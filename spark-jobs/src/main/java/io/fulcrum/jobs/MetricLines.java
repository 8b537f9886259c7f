package io.fulcrum.jobs;

import io.fulcrum.evaluate.EvaluationReport;
import io.fulcrum.evaluate.Metric;
import io.fulcrum.evaluate.TaskMetrics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** A report as a short table for a terminal: a line per task. */
final class MetricLines {
    private static final List<Metric> SHOWN = List.of(
            Metric.EXAMPLES,
            Metric.POSITIVES,
            Metric.AUC,
            Metric.PR_AUC,
            Metric.LOG_LOSS,
            Metric.NORMALIZED_ENTROPY,
            Metric.CALIBRATION,
            Metric.ECE,
            Metric.GROUPED_AUC,
            Metric.GROUPED_AUC_EXAMPLE_COVERAGE,
            Metric.NDCG,
            Metric.RMSE,
            Metric.MAE);

    private static final String HEADING = "task";

    private MetricLines() {}

    static String of(EvaluationReport report) {
        List<Metric> columns = SHOWN.stream()
                .filter(metric -> report.tasks().values().stream()
                        .anyMatch(task -> task.value(metric).isPresent()))
                .toList();
        int nameWidth = Stream.concat(Stream.of(HEADING), report.tasks().keySet().stream())
                .mapToInt(String::length)
                .max()
                .orElseThrow();
        StringBuilder lines = new StringBuilder(String.format(Locale.ROOT, "%-" + nameWidth + "s", HEADING));
        columns.forEach(
                metric -> lines.append(String.format(Locale.ROOT, "  %" + width(metric) + "s", metric.label())));
        lines.append('\n');
        for (Map.Entry<String, TaskMetrics> task : report.tasks().entrySet()) {
            lines.append(String.format(Locale.ROOT, "%-" + nameWidth + "s", task.getKey()));
            columns.forEach(metric -> lines.append(cell(metric, task.getValue().value(metric))));
            lines.append('\n');
        }
        report.notes().forEach(note -> lines.append("Note: ").append(note).append('\n'));
        report.judgement()
                .comparison()
                .ifPresent(comparison -> lines.append("Against the baseline: ")
                        .append(comparison.verdict().key())
                        .append('\n'));
        return lines.toString();
    }

    private static String cell(Metric metric, OptionalDouble value) {
        String text = value.isEmpty() ? "-" : number(metric, value.getAsDouble());
        return String.format(Locale.ROOT, "  %" + width(metric) + "s", text);
    }

    private static String number(Metric metric, double value) {
        return switch (metric.style()) {
            case COUNT -> String.format(Locale.ROOT, "%,.0f", value);
            case SHARE -> String.format(Locale.ROOT, "%.1f %%", 100 * value);
            case SCORE -> String.format(Locale.ROOT, "%.5f", value);
        };
    }

    private static int width(Metric metric) {
        return Math.max(9, metric.label().length());
    }
}
