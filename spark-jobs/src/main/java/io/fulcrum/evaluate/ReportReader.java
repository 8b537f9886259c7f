package io.fulcrum.evaluate;

import io.fulcrum.evaluate.EvaluationReport.Judgement;
import io.fulcrum.evaluate.ReportSubject.Artifact;
import io.fulcrum.evaluate.TaskCurves.CalibrationBin;
import io.fulcrum.evaluate.TaskCurves.Histogram;
import io.fulcrum.evaluate.TaskCurves.RocPoint;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Reads a report from its JSON tree: the inverse of {@link ReportTree}. */
final class ReportReader {
    private ReportReader() {}

    static EvaluationReport report(JsonField root) {
        return new EvaluationReport(
                subject(root.at("subject")),
                settings(root.at("settings")),
                root.at("tasks").map(ReportReader::task),
                new Findings(
                        root.at("notes").list(JsonField::text),
                        root.find("drift").map(DriftTree::read)),
                new Judgement(
                        root.find("comparison").map(ReportReader::comparison),
                        root.find("gate").map(ReportReader::gate)));
    }

    private static ReportSubject subject(JsonField field) {
        return new ReportSubject(
                artifact(field.at("model")),
                artifact(field.at("data")),
                field.at("split").text(),
                instant(field.at("created")));
    }

    private static Artifact artifact(JsonField field) {
        return new Artifact(field.at("name").text(), field.at("fingerprint").text());
    }

    private static Instant instant(JsonField field) {
        try {
            return Instant.parse(field.text());
        } catch (DateTimeParseException e) {
            return field.refuse("a time like 2026-01-31T12:00:00Z");
        }
    }

    private static EvaluationSettings settings(JsonField field) {
        return new EvaluationSettings(
                field.at("calibrationBins").count(),
                field.at("ndcgAt").count(),
                field.at("groupColumn").text());
    }

    private static TaskMetrics task(JsonField field) {
        Map<Metric, MetricValue> values = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            if (field.node().hasNonNull(metric.key())) {
                values.put(metric, MetricValue.of(field.at(metric.key()).number()));
            } else if (field.node().has(metric.key())) {
                values.put(
                        metric,
                        MetricValue.undefined(
                                field.at("undefined").at(metric.key()).text()));
            }
        }
        return new TaskMetrics(kind(field.at("kind")), values, curves(field.at("curves")));
    }

    private static TaskKind kind(JsonField field) {
        return Arrays.stream(TaskKind.values())
                .filter(kind -> kind.key().equals(field.text()))
                .findFirst()
                .orElseGet(() -> field.refuse("\"binary\" or \"regression\""));
    }

    private static TaskCurves curves(JsonField field) {
        JsonField histogram = field.at("histogram");
        return new TaskCurves(
                field.at("roc").list(ReportReader::rocPoint),
                field.at("calibration")
                        .list(bin -> new CalibrationBin(
                                bin.at("examples").whole(),
                                bin.at("meanPrediction").number(),
                                bin.at("meanLabel").number())),
                new Histogram(
                        histogram.at("edges").list(JsonField::number),
                        histogram.at("series").map(counts -> counts.list(JsonField::whole))));
    }

    private static RocPoint rocPoint(JsonField field) {
        List<Double> point = field.list(JsonField::number);
        return point.size() == 2 ? new RocPoint(point.get(0), point.get(1)) : field.refuse("two rates");
    }

    private static ReportComparison comparison(JsonField field) {
        return new ReportComparison(
                subject(field.at("baseline")),
                field.at("tasks").map(ReportReader::taskComparison),
                verdict(field.at("verdict")),
                field.at("notes").list(JsonField::text));
    }

    private static TaskComparison taskComparison(JsonField field) {
        OptionalDouble errors = field.find("standardErrors")
                .map(found -> OptionalDouble.of(found.number()))
                .orElse(OptionalDouble.empty());
        return new TaskComparison(
                numbers(field.at("baseline")), numbers(field.at("differences")), errors, verdict(field.at("verdict")));
    }

    private static Verdict verdict(JsonField field) {
        return Verdict.withKey(field.text())
                .orElseGet(() -> field.refuse("one of better, worse, same, seesaw, undecided"));
    }

    private static Map<Metric, Double> numbers(JsonField field) {
        Map<Metric, Double> values = new EnumMap<>(Metric.class);
        field.map(JsonField::number)
                .forEach((key, value) -> values.put(
                        Metric.withKey(key)
                                .orElseGet(() -> field.at(key).refuse("under a metric's key: " + Metric.allKeys())),
                        value));
        return values;
    }

    private static GateOutcome gate(JsonField field) {
        return new GateOutcome(field.at("rules").count(), field.at("violations").list(JsonField::text));
    }
}
