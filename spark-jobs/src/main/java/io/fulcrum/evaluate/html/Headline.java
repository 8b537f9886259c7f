package io.fulcrum.evaluate.html;

import io.fulcrum.evaluate.EvaluationReport;
import io.fulcrum.evaluate.GateOutcome;
import io.fulcrum.evaluate.Metric;
import io.fulcrum.evaluate.ReportComparison;
import io.fulcrum.evaluate.ReportSubject;
import io.fulcrum.evaluate.TaskComparison;
import io.fulcrum.evaluate.TaskKind;
import io.fulcrum.evaluate.TaskMetrics;
import io.fulcrum.evaluate.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The top of the page: what was evaluated, the verdict, and one number a task. */
final class Headline {
    private static final double INTERVAL = 1.96;

    private final EvaluationReport report;

    Headline(EvaluationReport report) {
        this.report = report;
    }

    Element element() {
        ReportSubject subject = report.subject();
        Element header = Element.of("header")
                .add(
                        Element.of("p", "eyebrow").text("Evaluation report"),
                        Element.of("h1").text(subject.model().name()),
                        Element.of("p", "subject")
                                .text(String.format(
                                        Locale.ROOT,
                                        "%s split of %s · %s",
                                        subject.split(),
                                        subject.data().name(),
                                        Numbers.time(subject.created()))));
        Element badges = Element.of("p", "badges");
        report.judgement().comparison().ifPresent(comparison -> badges.add(verdict(comparison)));
        report.judgement().gate().ifPresent(gate -> badges.add(gate(gate)));
        header.add(badges);
        report.judgement().gate().ifPresent(gate -> header.addAll(violations(gate)));
        return header.add(tiles());
    }

    private static Element verdict(ReportComparison comparison) {
        Verdict verdict = comparison.verdict();
        String text = switch (verdict) {
            case BETTER -> "Better than the baseline";
            case WORSE -> "Worse than the baseline";
            case SAME -> "No measurable difference from the baseline";
            case SEESAW -> "Seesaw: some tasks gained, others lost";
            case UNDECIDED -> "Undecided against the baseline";
        };
        return Element.of("span", "badge " + verdict.key()).text(text);
    }

    private static Element gate(GateOutcome gate) {
        String rules = Numbers.counted(gate.rules(), "rule");
        return gate.passed()
                ? Element.of("span", "badge better").text("Gate passed, " + rules)
                : Element.of("span", "badge worse").text("Gate failed, " + rules);
    }

    private static List<Element> violations(GateOutcome gate) {
        if (gate.passed()) {
            return List.of();
        }
        Element list = Element.of("ul", "violations");
        gate.violations().forEach(violation -> list.add(Element.of("li").text(violation)));
        return List.of(list);
    }

    private Element tiles() {
        Element tiles = Element.of("div", "tiles");
        int colour = 0;
        for (var task : report.tasks().entrySet()) {
            tiles.add(tile(task.getKey(), task.getValue(), "s" + colour++ % Series.COLOURS));
        }
        return tiles;
    }

    private Element tile(String task, TaskMetrics metrics, String colour) {
        Metric judge = metrics.kind().judge();
        Element tile = Element.of("div", "tile " + colour)
                .add(
                        Element.of("p", "key " + colour).text(task),
                        Element.of("p", "big")
                                .add(Element.of("b")
                                        .text(metrics.judge().stream()
                                                .mapToObj(Numbers::score)
                                                .findFirst()
                                                .orElse("undefined")))
                                .add(Element.of("small").text(" " + judge.label())));
        interval(metrics).ifPresent(tile::add);
        comparison(task)
                .ifPresent(compared ->
                        tile.add(Element.of("p", compared.verdict().key()).text(describe(compared, judge))));
        return tile.add(Element.of("p", "muted").text(population(metrics)));
    }

    private static Optional<Element> interval(TaskMetrics metrics) {
        if (metrics.judge().isEmpty() || metrics.standardError().isEmpty()) {
            return Optional.empty();
        }
        double value = metrics.judge().getAsDouble();
        double half = INTERVAL * metrics.standardError().getAsDouble();
        String text = String.format(
                Locale.ROOT,
                "95 %% confidence interval: %s ± %s (sampling error)",
                Numbers.score(value),
                Numbers.score(half));
        return Optional.of(Element.of("p", "muted").text(text));
    }

    private Optional<TaskComparison> comparison(String task) {
        return report.judgement()
                .comparison()
                .map(comparison -> comparison.tasks().get(task));
    }

    private static String describe(TaskComparison compared, Metric judge) {
        String difference = compared.differences().containsKey(judge)
                ? Numbers.signed(judge, compared.differences().get(judge)) + " against the baseline, "
                : "";
        return difference
                + switch (compared.verdict()) {
                    case BETTER -> String.format(Locale.ROOT, "better by %s standard errors", errors(compared));
                    case WORSE -> String.format(Locale.ROOT, "worse by %s standard errors", errors(compared));
                    case SAME -> "within sampling error";
                    case UNDECIDED, SEESAW -> "undecided";
                };
    }

    private static String errors(TaskComparison compared) {
        return Numbers.decimals(Math.abs(compared.standardErrors().orElse(0)), 1);
    }

    private static String population(TaskMetrics metrics) {
        String examples = Numbers.counted(metrics.examples(), "example");
        if (metrics.kind() == TaskKind.REGRESSION || metrics.examples() == 0) {
            return examples;
        }
        double positives = metrics.value(Metric.POSITIVES).orElse(0);
        return String.format(Locale.ROOT, "%s, %s positive", examples, Numbers.percent(positives / metrics.examples()));
    }
}
