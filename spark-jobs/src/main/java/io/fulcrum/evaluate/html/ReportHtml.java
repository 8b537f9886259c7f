package io.fulcrum.evaluate.html;

import io.fulcrum.evaluate.EvaluationReport;
import io.fulcrum.evaluate.ReportSubject;
import io.fulcrum.evaluate.RoundEntry;
import io.fulcrum.evaluate.TrainingHistory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** {@code report.html}: the report and its training as one self-contained page. */
public final class ReportHtml {
    /** Nothing may be fetched and nothing may run, even if a name should find its way past the escaping. */
    private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'";

    private final EvaluationReport report;
    private final TrainingHistory history;

    private ReportHtml(EvaluationReport report, TrainingHistory history) {
        this.report = report;
        this.history = history;
    }

    public static String render(EvaluationReport report, TrainingHistory history) {
        return new ReportHtml(report, history).page();
    }

    public static void write(EvaluationReport report, TrainingHistory history, Path file) {
        try {
            Files.writeString(file, render(report, history), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    String.format(Locale.ROOT, "Report page could not be written to %s. Check the directory.", file),
                    e);
        }
    }

    private String page() {
        Element body = Element.of("body").add(new Headline(report).element());
        Element main = Element.of("main").add(section("Metrics", new MetricTable(report).elements()));
        main.addAll(taskSections());
        report.drift()
                .ifPresent(drift -> main.add(section("Drift of the features", new DriftSection(drift).elements())));
        main.addAll(trainingSections());
        List<String> notes = notes();
        if (!notes.isEmpty()) {
            Element list = Element.of("ul");
            notes.forEach(note -> list.add(Element.of("li").text(note)));
            main.add(section("Notes", List.of(list)));
        }
        Element html = Element.of("html").with("lang", "en").add(head(), body.add(main, provenance()));
        return "<!DOCTYPE html>\n" + html.render();
    }

    private Element head() {
        return Element.of("head")
                .add(
                        Element.of("meta").with("charset", "utf-8"),
                        Element.of("meta")
                                .with("http-equiv", "Content-Security-Policy")
                                .with("content", POLICY),
                        Element.of("meta")
                                .with("name", "viewport")
                                .with("content", "width=device-width, initial-scale=1"),
                        Element.of("meta").with("name", "color-scheme").with("content", "light dark"),
                        Element.of("title")
                                .text("Evaluation of "
                                        + report.subject().model().name()),
                        Element.of("style").verbatim(styleSheet()));
    }

    private static Element section(String heading, List<Element> content) {
        return Element.of("section").add(Element.of("h2").text(heading)).addAll(content);
    }

    private static Element grid(List<Element> figures) {
        return Element.of("div", "grid").addAll(figures);
    }

    private List<Element> taskSections() {
        List<Element> sections = new ArrayList<>();
        int colour = 0;
        for (var task : report.tasks().entrySet()) {
            List<Element> figures = new TaskPlots(task.getKey(), task.getValue(), colour++).figures();
            if (!figures.isEmpty()) {
                sections.add(section("Task " + task.getKey(), List.of(grid(figures))));
            }
        }
        return sections;
    }

    private List<Element> trainingSections() {
        if (history.isEmpty()) {
            return List.of();
        }
        Set<String> colours = new LinkedHashSet<>(report.tasks().keySet());
        colours.addAll(history.tasks());
        List<Element> sections = new ArrayList<>();
        sections.add(section(
                "Training",
                List.of(
                        Element.of("p", "muted").text(summary()),
                        grid(new TrainingPlots(history, List.copyOf(colours)).figures()))));
        ValidationSection validation = new ValidationSection(history);
        if (!validation.isEmpty()) {
            sections.add(section("Balance of the tasks", List.of(grid(validation.figures()))));
        }
        return sections;
    }

    private String summary() {
        List<RoundEntry> rounds = history.rounds();
        long epochs =
                rounds.stream().mapToInt(round -> round.at().epoch()).distinct().count();
        long examples =
                rounds.stream().mapToLong(round -> round.at().examples()).sum();
        double seconds = history.roundSeconds();
        String text = Numbers.counted(rounds.size(), "round") + " in " + Numbers.counted(epochs, "epoch");
        return examples == 0 || seconds == 0
                ? text + "."
                : String.format(
                        Locale.ROOT,
                        "%s took %s: %s examples, %s per second.%s",
                        text,
                        Numbers.duration(seconds),
                        Numbers.count(examples),
                        Numbers.count(Math.round(examples / seconds)),
                        wholeRun(seconds));
    }

    /** The time that train prints; the log of a resumed run has rounds of before. */
    private String wholeRun(double roundSeconds) {
        if (history.run().seconds().isEmpty()) {
            return "";
        }
        double whole = history.run().seconds().getAsDouble();
        return whole < roundSeconds
                ? " The run was resumed; its last part took " + Numbers.duration(whole) + "."
                : " The whole run, with loading, validation and writing, took " + Numbers.duration(whole) + ".";
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>(report.notes());
        notes.addAll(history.notes());
        report.judgement().comparison().ifPresent(comparison -> {
            notes.addAll(comparison.notes());
            notes.add(String.format(
                            Locale.ROOT,
                            "Compared with %s of %s. A task is called better or worse beyond two standard errors of the difference,",
                            comparison.baseline().model().name(),
                            Numbers.time(comparison.baseline().created()))
                    + " taken as if the two models had been measured on independent rows; on the same rows this test is"
                    + " conservative.");
        });
        return notes;
    }

    private Element provenance() {
        ReportSubject subject = report.subject();
        Element list = Element.of("dl");
        entry(list, "Model", subject.model().name(), subject.model().fingerprint());
        entry(list, "Data", subject.data().name(), subject.data().fingerprint());
        report.judgement()
                .comparison()
                .map(comparison -> comparison.baseline().model())
                .ifPresent(model -> entry(list, "Baseline", model.name(), model.fingerprint()));
        String groups = report.settings().grouped()
                ? ", grouped by " + report.settings().groupColumn()
                : "";
        entry(
                list,
                "Settings",
                String.format(
                        Locale.ROOT, "%d calibration bins%s", report.settings().calibrationBins(), groups),
                "");
        return Element.of("footer")
                .add(
                        list,
                        Element.of("p")
                                .text(String.format(
                                        Locale.ROOT,
                                        "Fulcrum, report schema %d. The same numbers are in report.json.",
                                        EvaluationReport.SCHEMA)));
    }

    private static void entry(Element list, String term, String name, String fingerprint) {
        Element value = Element.of("dd").text(name);
        list.add(
                Element.of("dt").text(term),
                fingerprint.isEmpty()
                        ? value
                        : value.text(" ").add(Element.of("code").text(fingerprint)));
    }

    private static String styleSheet() {
        try (InputStream in = ReportHtml.class.getResourceAsStream("report.css")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("The page's style sheet report.css is not in the jar. Build it again.", e);
        }
    }
}
