package io.fulcrum.evaluate.html;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.evaluate.EvaluationReport;
import io.fulcrum.evaluate.GateRule;
import io.fulcrum.evaluate.Metric;
import io.fulcrum.evaluate.MetricGate;
import io.fulcrum.evaluate.ReportJson;
import io.fulcrum.evaluate.RoundLogReader;
import io.fulcrum.evaluate.SampleReports;
import io.fulcrum.evaluate.TrainingHistory;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ReportHtmlTest {
    private static final List<String> TASKS = List.of("income", "never-married");
    private static final TrainingHistory HISTORY = RoundLogReader.parse(
                    SampleReports.roundLog(TASKS, 8, 5), "rounds.jsonl")
            .withFloors(Map.of("income", 0.3))
            .withChosenEpoch(4);
    private static final EvaluationReport MIXED = SampleReports.mixed(1);
    private static final EvaluationReport COMPARED =
            SampleReports.twoTasks(1, 1.2).comparedWith(SampleReports.twoTasks(1, 0.9));

    @TempDir
    Path directory;

    private static Document parsed(String page) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(page)));
    }

    private static long count(Document page, String tag, String cssClass) {
        NodeList nodes = page.getElementsByTagName(tag);
        long found = 0;
        for (int i = 0; i < nodes.getLength(); i++) {
            String classes = " " + ((Element) nodes.item(i)).getAttribute("class") + " ";
            found += classes.contains(" " + cssClass + " ") ? 1 : 0;
        }
        return found;
    }

    @Test
    void render_anyReport_isWellFormedAndSelfContained() throws Exception {
        for (String page :
                List.of(ReportHtml.render(COMPARED, HISTORY), ReportHtml.render(MIXED, TrainingHistory.NONE))) {
            parsed(page);
            assertThat(page)
                    .startsWith("<!DOCTYPE html>")
                    .doesNotContain("<script", "http:", "https:", "//", "url(", "@import");
            assertThat(Pattern.compile("\\s(src|href|on\\w+)=").matcher(page).find())
                    .isFalse();
            assertThat(page).contains("width=device-width", "prefers-color-scheme: dark", "@media print");
        }
    }

    @Test
    void render_everyTask_hasATileAndItsPlots() throws Exception {
        Document page = parsed(ReportHtml.render(COMPARED, HISTORY));
        assertThat(count(page, "div", "tile")).isEqualTo(2);
        // Three plots for each of two tasks, three of the training, one plane.
        assertThat(page.getElementsByTagName("svg").getLength()).isEqualTo(3 * 2 + 3 + 1);
        for (String task : TASKS) {
            assertThat(page.getDocumentElement().getTextContent()).contains("Task " + task);
        }
    }

    @Test
    void render_drift_hasAPlotAndARowPerFeature() throws Exception {
        String html = ReportHtml.render(SampleReports.drifted(), TrainingHistory.NONE);
        Document page = parsed(html);
        // Three plots for each of two tasks, one for each of two features.
        assertThat(page.getElementsByTagName("svg").getLength()).isEqualTo(3 * 2 + 2);
        assertThat(page.getDocumentElement().getTextContent())
                .contains("2 features against the training split: 1 with large drift, 0 with moderate drift, 1 stable.")
                .contains(
                        "user & <co>",
                        "<b>&\"'",
                        "30.5 to 90",
                        "training 1.0 %",
                        "unseen: 6.0 % now, 1.0 % in training");
        // Bars of training and now: unseen, two values and all others; missing and two ranges that have values.
        assertThat(count(page, "rect", "bin")).isEqualTo(2 * (4 + 3));
        assertThat(html).doesNotContain("<b>&\"");
        assertThat(ReportHtml.render(COMPARED, TrainingHistory.NONE)).doesNotContain("Drift of the features");
    }

    @Test
    void render_mixedTasks_drawsWhatEachHas() throws Exception {
        Document page = parsed(ReportHtml.render(MIXED, TrainingHistory.NONE));
        // Two binary tasks with three plots, a regression with two, a task without labels with none.
        assertThat(page.getElementsByTagName("svg").getLength()).isEqualTo(3 * 2 + 2);
        assertThat(page.getDocumentElement().getTextContent())
                .contains("AUC of share & <like> is undefined: no labelled example among 1 rows.")
                .contains("NDCG@10", "grouped by user_id", "Scored from a sample.");
    }

    @Test
    void render_hostileNames_areEscaped() throws Exception {
        TrainingHistory history =
                RoundLogReader.parse(SampleReports.roundLog(List.of("<script>alert(1)</script>", "b&'c"), 2, 2), "x");
        String page = ReportHtml.render(MIXED, history);
        assertThat(page).doesNotContain("<script>");
        assertThat(parsed(page).getDocumentElement().getTextContent()).contains("<script>alert(1)</script>", "b&'c");
    }

    @Test
    void render_baselineAndGate_areBadges() throws Exception {
        MetricGate gate = new MetricGate(List.of(new GateRule(
                "income", Metric.AUC, OptionalDouble.of(0.999), OptionalDouble.empty(), OptionalDouble.empty())));
        Document page = parsed(ReportHtml.render(COMPARED.gatedBy(gate), TrainingHistory.NONE));
        assertThat(page.getDocumentElement().getTextContent())
                .contains(
                        "Better than the baseline",
                        "Gate failed, 1 rule",
                        "income auc = 0.",
                        "must be at least 0.999.");
        assertThat(count(page, "span", "badge")).isEqualTo(2);
        assertThat(count(page, "small", "better")).isPositive();
    }

    @Test
    void render_history_marksFloorEpochsAndChosen() throws Exception {
        Document page = parsed(ReportHtml.render(COMPARED, HISTORY));
        assertThat(count(page, "line", "floor")).isEqualTo(1);
        assertThat(count(page, "circle", "ring")).isEqualTo(1);
        assertThat(count(page, "tr", "kept")).isEqualTo(1);
        assertThat(count(page, "line", "epoch"))
                .as("seven borders in each of three plots")
                .isEqualTo(3 * 7);
        assertThat(page.getDocumentElement().getTextContent()).contains("40 rounds in 8 epochs");
    }

    @Test
    void render_changesOfLosses_areDrawnWhereTheyAreKnown() {
        String line = "{\"schema\":3,\"round\":%d,\"epoch\":1,\"losses\":{\"a\":1},\"taskWeights\":{\"a\":1},"
                + "\"probeLosses\":{\"a\":%d}%s}%n";
        String predicted = ",\"predictedChange\":{\"a\":-0.5}";
        String log =
                String.format(Locale.ROOT, line, 1, 4, predicted) + String.format(Locale.ROOT, line, 2, 3, predicted);
        String page = ReportHtml.render(COMPARED, RoundLogReader.parse(log, "x"));
        assertThat(page).contains("Predicted loss changes", "Observed loss changes");
        String without = ReportHtml.render(COMPARED, RoundLogReader.parse(log.replace("predicted", "other"), "x"));
        assertThat(without).doesNotContain("Predicted loss changes").contains("Observed loss changes");
    }

    @Test
    void render_measuresOfTheNetwork_areDrawnWhereTheyAreKnown() throws Exception {
        String line = "{\"schema\":4,\"round\":%d,\"epoch\":1,\"losses\":{\"a\":1}," + "\"taskWeights\":{\"a\":1}%s}%n";
        String measured = ",\"terms\":{\"tower<0>\":0.5},\"penalties\":{\"traceNorm\":2},"
                + "\"deadUnits\":{\"experts0\":[0,0.25],\"l1\":[0],\"l2\":[0],"
                + "\"l3\":[0],\"l4\":[0],\"l5\":[0],\"l6\":[0]},"
                + "\"gates\":{\"gate0\":{\"load\":[0.75,0.25],\"entropy\":0.5}},"
                + "\"gradientNorms\":{\"experts0\":{\"a\":0.5}}";
        String log = String.format(Locale.ROOT, line, 1, measured) + String.format(Locale.ROOT, line, 2, measured);
        String with = parsed(ReportHtml.render(COMPARED, RoundLogReader.parse(log, "x")))
                .getDocumentElement()
                .getTextContent();
        assertThat(with)
                .contains("Terms of the loss", "tower<0>", "traceNorm", "Gate entropy", "Largest load", "gate0")
                .contains("Gradients by layer", "experts0, a")
                .contains("Dead units", "experts0", "The 6 of 7 with the highest mean.");
        String without = ReportHtml.render(COMPARED, RoundLogReader.parse(log.replace(measured, ""), "x"));
        assertThat(without)
                .doesNotContain(
                        "Dead units", "Terms of the loss", "Gate entropy", "Largest load", "Gradients by layer");
    }

    @Test
    void render_whatTheMethodFound_isDrawnWhereItIsKnown() throws Exception {
        String line = "{\"schema\":5,\"round\":%d,\"epoch\":1,\"losses\":{\"a\":1},\"taskWeights\":{\"a\":1}%s}%n";
        String found = ",\"method\":{\"aligned-mtl\":{\"rank\":2,\"condition\":7.5}}";
        String log = String.format(Locale.ROOT, line, 1, found) + String.format(Locale.ROOT, line, 2, found);
        String with = parsed(ReportHtml.render(COMPARED, RoundLogReader.parse(log, "x")))
                .getDocumentElement()
                .getTextContent();
        assertThat(with).contains("aligned-mtl: rank", "aligned-mtl: condition", "when it decided on the next round");
        String without = ReportHtml.render(COMPARED, RoundLogReader.parse(log.replace(found, ""), "x"));
        assertThat(without).doesNotContain("when it decided on the next round");
    }

    @Test
    void render_threeTasks_drawsEveryPairOfPlanes() throws Exception {
        TrainingHistory history = RoundLogReader.parse(SampleReports.roundLog(List.of("a", "b", "c"), 3, 2), "x");
        String text = parsed(ReportHtml.render(COMPARED, history))
                .getDocumentElement()
                .getTextContent();
        assertThat(text).contains("a against b", "a against c", "b against c");
    }

    @Test
    void render_oneRoundWithoutNumbers_stillMakesAPage() throws Exception {
        TrainingHistory history = RoundLogReader.parse(
                "{\"round\":3,\"epoch\":0,\"losses\":{\"a\":0.5},\"taskWeights\":{\"a\":null},\"cosines\":[[1]]}\n",
                "x");
        assertThat(parsed(ReportHtml.render(COMPARED, history))
                        .getDocumentElement()
                        .getTextContent())
                .contains("1 round in 1 epoch.", "Losses")
                .doesNotContain("Task weights", "Balance of the tasks");
    }

    @Test
    void render_fromReportJson_isTheSamePage() {
        assertThat(ReportHtml.render(ReportJson.fromJson(ReportJson.toJson(COMPARED), "x"), HISTORY))
                .isEqualTo(ReportHtml.render(COMPARED, HISTORY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar-EG-u-nu-arab", "tr-TR", "de-DE", "hi-IN-u-nu-deva", "fa-IR", "th-TH-u-nu-thai"})
    void write_inAnyLocale_isTheSamePage(String tag) throws Exception {
        String expected = ReportHtml.render(COMPARED, HISTORY);
        String grouped = ReportHtml.render(MIXED, TrainingHistory.NONE);
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag(tag));
            Path file = directory.resolve("report.html");
            ReportHtml.write(COMPARED, HISTORY, file);
            assertThat(Files.readString(file)).isEqualTo(expected);
            assertThat(ReportHtml.render(MIXED, TrainingHistory.NONE)).isEqualTo(grouped);
        } finally {
            Locale.setDefault(before);
        }
        assertThat(expected).contains("viewBox=\"0 0 380 270\"");
        assertThat(expected.codePoints().filter(Character::isDigit).allMatch(c -> c >= '0' && c <= '9'))
                .isTrue();
    }

    @Test
    void render_history_numbersEpochsAndRoundsFromOne() throws Exception {
        TrainingHistory kept = HISTORY.withChosenEpoch(8);
        Document page = parsed(ReportHtml.render(COMPARED, kept));
        List<String> epochs = new ArrayList<>();
        NodeList rows = page.getElementsByTagName("tr");
        for (int i = 0; i < rows.getLength(); i++) {
            String css = ((Element) rows.item(i)).getAttribute("class");
            if (css.equals("kept") || css.equals("epoch-row")) {
                epochs.add(rows.item(i).getFirstChild().getTextContent());
            }
        }
        assertThat(epochs).containsExactly("1", "2", "3", "4", "5", "6", "7", "8 (kept)");
        assertThat(kept.rounds().get(0).at().round()).isEqualTo(1);
        assertThat(kept.rounds().get(39).at().round()).isEqualTo(40);
    }

    @Test
    void render_wholeRun_isTheTimeThatTrainPrints() throws Exception {
        TrainingHistory run = HISTORY.of(new TrainingHistory.Run(OptionalInt.empty(), OptionalDouble.of(61)));
        assertThat(text(run))
                .contains("40 rounds in 8 epochs took 33.2 s: 1,024,000 examples, 30,843 per second."
                        + " The whole run, with loading, validation and writing, took 1 min 1 s.");
        TrainingHistory resumed = HISTORY.of(new TrainingHistory.Run(OptionalInt.empty(), OptionalDouble.of(20)));
        assertThat(text(resumed)).contains("The run was resumed; its last part took 20.0 s.");
    }

    /** On narrow screens each row is stacked, and the task's name stands beside its value. */
    @Test
    void render_metricCells_nameTheirTask() throws Exception {
        Document page = parsed(ReportHtml.render(MIXED, TrainingHistory.NONE));
        Element row = (Element) page.getElementsByTagName("tbody").item(0).getFirstChild();
        NodeList cells = row.getElementsByTagName("td");
        List<String> tasks = new ArrayList<>();
        for (int i = 0; i < cells.getLength(); i++) {
            tasks.add(((Element) cells.item(i)).getAttribute("data-task"));
        }
        assertThat(tasks).containsExactly("click", "buy", "watch-seconds", "share & <like>");
        assertThat(ReportHtml.render(MIXED, TrainingHistory.NONE)).contains("content: attr(data-task)");
    }

    @Test
    void render_intervals_sayOfWhat() throws Exception {
        assertThat(text(HISTORY))
                .containsPattern("95 % confidence interval: 0\\.\\d{4} ± 0\\.\\d{4} \\(sampling error\\)");
    }

    private static String text(TrainingHistory history) throws Exception {
        return parsed(ReportHtml.render(COMPARED, history)).getDocumentElement().getTextContent();
    }
}
