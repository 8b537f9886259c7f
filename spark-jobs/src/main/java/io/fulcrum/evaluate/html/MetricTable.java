package io.fulcrum.evaluate.html;

import io.fulcrum.evaluate.EvaluationReport;
import io.fulcrum.evaluate.Metric;
import io.fulcrum.evaluate.MetricValue;
import io.fulcrum.evaluate.TaskMetrics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Every metric of every task, with its difference from the baseline, and why a metric is undefined. */
final class MetricTable {
    private final EvaluationReport report;
    private final List<String> reasons = new ArrayList<>();

    MetricTable(EvaluationReport report) {
        this.report = report;
    }

    List<Element> elements() {
        Element head = Element.of("tr").add(Element.of("th").text("Metric"));
        report.tasks()
                .keySet()
                .forEach(task -> head.add(Element.of("th", "number").text(task)));
        Element body = Element.of("tbody");
        Arrays.stream(Metric.values()).filter(this::isReported).forEach(metric -> body.add(row(metric)));
        List<Element> elements = new ArrayList<>();
        elements.add(Element.of("div", "scroll")
                .add(Element.of("table", "metrics").add(Element.of("thead").add(head), body)));
        reasons.forEach(reason -> elements.add(Element.of("p", "footnote").text(reason)));
        return elements;
    }

    private boolean isReported(Metric metric) {
        return report.tasks().values().stream().anyMatch(task -> task.values().containsKey(metric));
    }

    private Element row(Metric metric) {
        Element row = Element.of("tr")
                .add(Element.of("th").text(name(metric)).add(Element.of("small").text(metric.meaning())));
        report.tasks().forEach((task, metrics) -> row.add(cell(metric, task, metrics)));
        return row;
    }

    private String name(Metric metric) {
        return metric == Metric.NDCG ? metric.label() + "@" + report.settings().ndcgAt() : metric.label();
    }

    private Element cell(Metric metric, String task, TaskMetrics metrics) {
        Element cell = Element.of("td", "number").with("data-task", task);
        MetricValue value = metrics.values().get(metric);
        if (value instanceof MetricValue.Measured measured) {
            cell.text(Numbers.metric(metric, measured.value()));
            difference(metric, task).ifPresent(cell::add);
        } else if (value instanceof MetricValue.Undefined undefined) {
            reasons.add(
                    String.format(Locale.ROOT, "%s of %s is undefined: %s.", metric.label(), task, undefined.reason()));
            cell.text("undefined");
        } else {
            cell.text("–");
        }
        return cell;
    }

    private Optional<Element> difference(Metric metric, String task) {
        return report.judgement()
                .comparison()
                .map(comparison -> comparison.tasks().get(task))
                .filter(compared -> metric.goal() != Metric.Goal.NONE
                        && compared.differences().containsKey(metric))
                .map(compared -> {
                    double difference = compared.differences().get(metric);
                    double before = compared.baseline().get(metric);
                    double gain = metric.improvement(before, before + difference);
                    String css = gain > 0 ? "better" : gain < 0 ? "worse" : "same";
                    return Element.of("small", css).text(Numbers.signed(metric, difference));
                });
    }
}
