package io.fulcrum.evaluate.html;

import io.fulcrum.evaluate.Metric;
import io.fulcrum.evaluate.RoundEntry;
import io.fulcrum.evaluate.TrainingHistory;
import io.fulcrum.evaluate.html.ParetoPlane.ValidationMetric;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How the tasks traded off over the epochs: planes of two tasks each, and a table of all. */
final class ValidationSection {
    private static final int PLANE_TASKS = 3;
    private static final List<Metric> PREFERRED = List.of(Metric.AUC, Metric.RMSE, Metric.LOG_LOSS);

    private final TrainingHistory history;
    private final List<ValidationMetric> metrics;

    ValidationSection(TrainingHistory history) {
        this.history = history;
        this.metrics = history.tasks().stream()
                .flatMap(task -> preferred(task).stream())
                .toList();
    }

    private Optional<ValidationMetric> preferred(String task) {
        return PREFERRED.stream()
                .map(metric -> new ValidationMetric(task, metric))
                .filter(metric -> history.validated().stream().anyMatch(metric::in))
                .findFirst();
    }

    boolean isEmpty() {
        return metrics.isEmpty();
    }

    List<Element> figures() {
        List<Element> figures = new ArrayList<>();
        int shown = Math.min(PLANE_TASKS, metrics.size());
        for (int i = 0; i < shown; i++) {
            for (int j = i + 1; j < shown; j++) {
                ParetoPlane plane = new ParetoPlane(metrics.get(i), metrics.get(j), history);
                if (!plane.isEmpty()) {
                    figures.add(plane.figure());
                }
            }
        }
        figures.add(table());
        return figures;
    }

    private Element table() {
        Element head = Element.of("tr").add(Element.of("th").text("Epoch"));
        metrics.forEach(metric -> head.add(Element.of("th", "number")
                .text(metric.task())
                .add(Element.of("small").text(metric.metric().label()))));
        Element body = Element.of("tbody");
        history.validated().forEach(round -> body.add(row(round)));
        Element table = Element.of("table").add(Element.of("thead").add(head), body);
        return Element.of("figure")
                .add(
                        Element.of("h3").text("Epoch by epoch"),
                        Element.of("div", "scroll").add(table),
                        Element.of("figcaption")
                                .text("Validation metrics at the end of each epoch; the best of a task is bold."));
    }

    private Element row(RoundEntry round) {
        int epoch = round.at().epoch();
        boolean kept = history.chosenEpoch().stream().anyMatch(chosen -> chosen == epoch);
        Element row = Element.of("tr", kept ? "kept" : "epoch-row")
                .add(Element.of("th").text(epoch + (kept ? " (kept)" : "")));
        for (ValidationMetric metric : metrics) {
            Element cell = Element.of("td", "number");
            if (!metric.in(round)) {
                cell.text("–");
            } else if (isBest(metric, round)) {
                cell.add(Element.of("b").text(Numbers.score(metric.of(round))));
            } else {
                cell.text(Numbers.score(metric.of(round)));
            }
            row.add(cell);
        }
        return row;
    }

    private boolean isBest(ValidationMetric metric, RoundEntry round) {
        return history.validated().stream()
                .filter(metric::in)
                .allMatch(other -> metric.metric().improvement(metric.of(round), metric.of(other)) <= 0);
    }
}
