package io.fulcrum.evaluate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fulcrum.evaluate.EvaluationReport.Judgement;
import io.fulcrum.evaluate.ReportSubject.Artifact;
import io.fulcrum.evaluate.TaskCurves.Histogram;
import java.util.Collection;
import java.util.Map;

/** Lays a report out as a JSON tree; {@link ReportReader} is its inverse. */
final class ReportTree {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private ReportTree() {}

    static ObjectNode of(EvaluationReport report) {
        ObjectNode root = JSON.objectNode().put("schema", EvaluationReport.SCHEMA);
        root.set("subject", subject(report.subject()));
        root.putObject("settings")
                .put("calibrationBins", report.settings().calibrationBins())
                .put("ndcgAt", report.settings().ndcgAt())
                .put("groupColumn", report.settings().groupColumn());
        ObjectNode tasks = root.putObject("tasks");
        report.tasks().forEach((name, metrics) -> tasks.set(name, task(metrics)));
        report.drift().ifPresent(drift -> root.set("drift", DriftTree.of(drift)));
        root.set("notes", texts(report.notes()));
        judgement(report.judgement(), root);
        return root;
    }

    private static ObjectNode subject(ReportSubject subject) {
        ObjectNode node = JSON.objectNode();
        node.set("model", artifact(subject.model()));
        node.set("data", artifact(subject.data()));
        return node.put("split", subject.split())
                .put("created", subject.created().toString());
    }

    private static ObjectNode artifact(Artifact artifact) {
        return JSON.objectNode().put("name", artifact.name()).put("fingerprint", artifact.fingerprint());
    }

    private static ObjectNode task(TaskMetrics metrics) {
        ObjectNode node = JSON.objectNode().put("kind", metrics.kind().key());
        ObjectNode reasons = JSON.objectNode();
        metrics.values().forEach((metric, value) -> {
            if (value instanceof MetricValue.Undefined undefined) {
                node.putNull(metric.key());
                reasons.put(metric.key(), undefined.reason());
            } else {
                number(node, metric, value.measured().orElseThrow());
            }
        });
        if (!reasons.isEmpty()) {
            node.set("undefined", reasons);
        }
        node.set("curves", curves(metrics.curves()));
        return node;
    }

    private static void number(ObjectNode node, Metric metric, double value) {
        if (metric.style() == Metric.Style.COUNT) {
            node.put(metric.key(), (long) value);
        } else {
            node.put(metric.key(), value);
        }
    }

    private static ObjectNode curves(TaskCurves curves) {
        ObjectNode node = JSON.objectNode();
        ArrayNode roc = node.putArray("roc");
        curves.roc()
                .forEach(point -> roc.addArray().add(point.falsePositiveRate()).add(point.truePositiveRate()));
        ArrayNode calibration = node.putArray("calibration");
        curves.calibration()
                .forEach(bin -> calibration
                        .addObject()
                        .put("examples", bin.examples())
                        .put("meanPrediction", bin.meanPrediction())
                        .put("meanLabel", bin.meanLabel()));
        Histogram histogram = curves.histogram();
        ObjectNode counts = node.putObject("histogram");
        ArrayNode edges = counts.putArray("edges");
        histogram.edges().forEach(edges::add);
        ObjectNode series = counts.putObject("series");
        histogram.series().forEach((name, values) -> {
            ArrayNode list = series.putArray(name);
            values.forEach(list::add);
        });
        return node;
    }

    private static void judgement(Judgement judgement, ObjectNode root) {
        judgement.comparison().ifPresent(comparison -> root.set("comparison", comparison(comparison)));
        judgement
                .gate()
                .ifPresent(gate ->
                        root.putObject("gate").put("rules", gate.rules()).set("violations", texts(gate.violations())));
    }

    private static ObjectNode comparison(ReportComparison comparison) {
        ObjectNode node = JSON.objectNode().put("verdict", comparison.verdict().key());
        node.set("baseline", subject(comparison.baseline()));
        ObjectNode tasks = node.putObject("tasks");
        comparison.tasks().forEach((name, task) -> {
            ObjectNode entry =
                    tasks.putObject(name).put("verdict", task.verdict().key());
            task.standardErrors().ifPresent(errors -> entry.put("standardErrors", errors));
            entry.set("baseline", numbers(task.baseline()));
            entry.set("differences", numbers(task.differences()));
        });
        node.set("notes", texts(comparison.notes()));
        return node;
    }

    private static ObjectNode numbers(Map<Metric, Double> values) {
        ObjectNode node = JSON.objectNode();
        values.forEach((metric, value) -> number(node, metric, value));
        return node;
    }

    private static ArrayNode texts(Collection<String> texts) {
        ArrayNode node = JSON.arrayNode();
        texts.forEach(node::add);
        return node;
    }
}
