package io.fulcrum.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.GoldenFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stored reports of each schema version and the round log, as released. */
class GoldenReportTest {
    @Test
    void toJson_report_givesTheTextOfItsSchemaVersion() throws IOException {
        String name = "report-" + EvaluationReport.SCHEMA;
        Files.writeString(GoldenFiles.written(name).resolve("report.json"), ReportJson.toJson(report()));

        GoldenFiles.assertWritten(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"report-1", "report-2"})
    void fromJson_eachSchema_givesTheValuesThatWereWritten(String golden) {
        EvaluationReport read = ReportJson.fromJson(GoldenFiles.text(golden + "/report.json"), "report.json");

        assertThat(read.tasks().keySet()).containsExactly("click", "watch");
        assertThat(read.subject()).isEqualTo(SampleReports.subject("golden"));
        assertThat(read.notes()).containsExactly("A note with \"quotes\".");
        TaskMetrics click = read.tasks().get("click");
        assertThat(click.examples()).isEqualTo(5);
        // Of the 6 pairs the positive with score 1.5 wins 3, the one with -0.5 wins 1 and ties 1.
        assertThat(click.value(Metric.AUC)).hasValue(0.75);
        // Squared errors 1, 0.25 and 1.
        assertThat(read.tasks().get("watch").value(Metric.RMSE)).hasValue(Math.sqrt(0.75));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rounds-1.jsonl", "rounds-2.jsonl", "rounds-3.jsonl", "rounds-4.jsonl", "rounds-5.jsonl"})
    void roundLog_lineOfEachSchema_isReadAsReleased(String golden) {
        RoundEntry round = RoundLogReader.parse(GoldenFiles.text(golden), "rounds.jsonl")
                .rounds()
                .get(0);

        assertThat(round.at().round()).isEqualTo(4);
        assertThat(round.at().epoch()).isEqualTo(2);
        assertThat(round.losses()).containsExactly(Map.entry("click", 0.25), Map.entry("watch", 1.5));
        assertThat(round.taskWeights()).containsExactly(Map.entry("click", 1.25), Map.entry("watch", 0.75));
        assertThat(round.cosines()).containsExactly(List.of(1.0, -0.5), List.of(-0.5, 1.0));
        assertThat(round.validation().get("click")).isEqualTo(Map.of("auc", 0.75, "logLoss", 0.5));
    }

    @Test
    void roundLog_lineOfSchema3_hasChangesOfLosses() {
        RoundEntry round = RoundLogReader.parse(GoldenFiles.text("rounds-3.jsonl"), "rounds.jsonl")
                .rounds()
                .get(0);

        assertThat(round.changes().predicted()).containsExactly(Map.entry("click", -0.01), Map.entry("watch", 0.02));
        assertThat(round.changes().observed()).containsExactly(Map.entry("click", -0.125), Map.entry("watch", 0.25));
    }

    @Test
    void roundLog_lineOfSchema4_hasMeasuresOfTheNetwork() {
        NetworkEntry network = RoundLogReader.parse(GoldenFiles.text("rounds-4.jsonl"), "rounds.jsonl")
                .rounds()
                .get(0)
                .network();

        assertThat(network.terms()).containsExactly(Map.entry("tower0", 0.125), Map.entry("tower1", 0.75));
        assertThat(network.penalties()).containsExactly(Map.entry("traceNorm", 0.5));
        assertThat(network.deadUnits())
                .containsExactly(Map.entry("experts0", List.of(0.0, 0.25)), Map.entry("head0-0", List.of(0.5)));
        assertThat(network.gates())
                .containsExactly(Map.entry("gate0", new NetworkEntry.Gate(List.of(0.75, 0.25), 0.5)));
        assertThat(network.gradientNorms()).containsExactly(Map.entry("experts0", Map.of("click", 0.5, "watch", 2.0)));
    }

    private static EvaluationReport report() {
        Map<String, TaskMetrics> tasks = new LinkedHashMap<>();
        tasks.put("click", clicks().read(EvaluationSettings.DEFAULT));
        tasks.put("watch", watches().read(EvaluationSettings.DEFAULT));
        return EvaluationReport.of(
                SampleReports.subject("golden"), EvaluationSettings.DEFAULT, tasks, List.of("A note with \"quotes\"."));
    }

    private static TaskEvaluation clicks() {
        TaskEvaluation clicks = TaskEvaluation.binary(EvaluationSettings.DEFAULT);
        clicks.add(-2.0, 0, 0);
        clicks.add(-0.5, 1, 0);
        clicks.add(-0.5, 0, 0);
        clicks.add(0.25, 0, 0);
        clicks.add(1.5, 1, 0);
        clicks.add(3.0, Double.NaN, 0);
        return clicks;
    }

    private static TaskEvaluation watches() {
        TaskEvaluation watches = TaskEvaluation.regression();
        watches.add(1.0, 2.0, 0);
        watches.add(2.0, 2.5, 0);
        watches.add(4.0, 3.0, 0);
        return watches;
    }
}
