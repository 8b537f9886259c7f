package io.fulcrum.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.OptionalDouble;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

class ReportJsonTest {
    private static final EvaluationReport JUDGED = SampleReports.twoTasks(1, 1.1)
            .comparedWith(SampleReports.twoTasks(1, 0.9))
            .gatedBy(new MetricGate(List.of(new GateRule(
                    "income", Metric.AUC, OptionalDouble.of(0.99), OptionalDouble.empty(), OptionalDouble.of(0)))));

    @Test
    void roundTrip_judged_isEqualAndOfTheSameText() {
        EvaluationReport read = ReportJson.fromJson(ReportJson.toJson(JUDGED), "report.json");
        assertThat(read).isEqualTo(JUDGED);
        assertThat(ReportJson.toJson(read)).isEqualTo(ReportJson.toJson(JUDGED));
    }

    @Test
    void roundTrip_undefinedAndGroupedAndRegression_isEqual() {
        EvaluationReport report = SampleReports.mixed(2);
        assertThat(ReportJson.fromJson(ReportJson.toJson(report), "report.json"))
                .isEqualTo(report);
    }

    @Test
    void roundTrip_drift_isEqualAndHasThePromisedShape() throws Exception {
        EvaluationReport report = SampleReports.drifted();
        String json = ReportJson.toJson(report);
        assertThat(ReportJson.fromJson(json, "report.json")).isEqualTo(report);

        JsonNode features = new ObjectMapper().readTree(json).at("/drift/features");
        assertThat(features.fieldNames()).toIterable().containsExactly("user & <co>", "age");
        JsonNode user = features.get("user & <co>");
        assertThat(user.get("level").textValue()).isEqualTo("large");
        assertThat(user.at("/unseen/training").doubleValue()).isEqualTo(0.01);
        assertThat(user.at("/unseen/now").doubleValue()).isEqualTo(0.06);
        // 4 bins with values, so 2 smoothing values in the pooled shares 0.035, 0.45, 0.45 and 0.065 of 1000 each.
        double psi = 0;
        for (double[] bin : new double[][] {{10, 60, .035}, {600, 300, .45}, {300, 600, .45}, {90, 40, .065}}) {
            double p = bin[0] + 2 * bin[2];
            double q = bin[1] + 2 * bin[2];
            psi += (p - q) / 1002 * Math.log(p / q);
        }
        assertThat(user.get("psi").doubleValue()).isCloseTo(psi, within(1e-12));
        assertThat(user.at("/bins/kinds/0").textValue()).isEqualTo("missing");
        assertThat(user.at("/bins/now").toString()).isEqualTo("[0,60,300,600,40]");
        assertThat(features.get("age").has("unseen")).isFalse();
        assertThat(features.at("/age/missing/now").doubleValue()).isEqualTo(0.011);
    }

    @Test
    void read_wrongDrift_isRefusedByItsPlace() {
        String json = ReportJson.toJson(SampleReports.drifted());
        assertThatThrownBy(
                        () -> ReportJson.fromJson(json.replace("[ 10, 0, 500, 490, 0 ]", "[ 10, 0, 500 ]"), "b.json"))
                .hasMessage("b.json: drift.features.age.bins = a object must be four lists of one length."
                        + " Use the file as Fulcrum wrote it.");
        assertThatThrownBy(() ->
                        ReportJson.fromJson(json.replace("[ 10, 0, 500, 490, 0 ]", "[ 0, 0, 0, 0, 0 ]"), "b.json"))
                .hasMessageContaining("drift.features.age.bins = a object must be counts, none negative and some");
        assertThatThrownBy(() -> ReportJson.fromJson(json.replaceFirst("\"range\"", "\"rang\""), "b.json"))
                .hasMessageContaining(
                        "kinds[1] = \"rang\" must be one of missing, unseen, range, value, others, added");
    }

    @Test
    void toJson_anyReport_hasThePromisedShape() throws Exception {
        JsonNode root = new ObjectMapper().readTree(ReportJson.toJson(JUDGED));
        assertThat(root.fieldNames().next()).isEqualTo("schema");
        assertThat(root.get("schema").intValue()).isEqualTo(2);
        assertThat(root.get("tasks").fieldNames()).toIterable().containsExactly("income", "never-married");
        assertThat(root.get("tasks").get("income").fieldNames())
                .toIterable()
                .contains(
                        "examples", "positives", "auc", "prAuc", "logLoss", "normalizedEntropy", "calibration", "ece");
        assertThat(root.get("tasks").get("income").get("examples").isIntegralNumber())
                .isTrue();
        assertThat(root.get("tasks").get("income").get("curves").get("roc").size())
                .isLessThanOrEqualTo(200);
    }

    @Test
    void toJson_undefinedMetric_isNullWithReason() throws Exception {
        JsonNode task = new ObjectMapper()
                .readTree(ReportJson.toJson(SampleReports.mixed(2)))
                .get("tasks")
                .get("share & <like>");
        assertThat(task.get("auc").isNull()).isTrue();
        assertThat(task.get("undefined").get("auc").textValue()).isEqualTo("no labelled example among 1 rows");
    }

    private static AbstractThrowableAssert<?, ?> whenReading(String from, String to) {
        String json = ReportJson.toJson(JUDGED);
        assertThat(json).contains(from);
        int at = json.indexOf(from);
        String changed = json.substring(0, at) + to + json.substring(at + from.length());
        return assertThatThrownBy(() -> ReportJson.fromJson(changed, "base.json"))
                .isInstanceOf(ReportFormatException.class);
    }

    @Test
    void read_otherSchema_isRefused() {
        for (int schema : new int[] {0, 3}) {
            whenReading("\"schema\": 2", "\"schema\": " + schema)
                    .hasMessage("base.json: schema = " + schema
                            + ", this version reads schemas 1 to 2. Evaluate the model again.");
        }
    }

    @Test
    void read_schemaOne_isReadAndItsGroupedMetricsAreNotCompared() {
        EvaluationReport current = SampleReports.withUngrouped(2);
        String json = ReportJson.toJson(current)
                .replace("\"schema\": 2", "\"schema\": 1")
                .replaceAll("\\s+\"ungrouped\": \\d+,", "");
        EvaluationReport baseline = ReportJson.fromJson(json, "base.json");
        ReportComparison comparison =
                current.comparedWith(baseline).judgement().comparison().orElseThrow();

        assertThat(comparison.tasks().get("click").differences())
                .containsKey(Metric.AUC)
                .doesNotContainKeys(Metric.GROUPED_AUC, Metric.NDCG, Metric.GROUPS);
        assertThat(comparison.notes())
                .contains("The baseline ranked examples without a group as one group, so grouped metrics are not"
                        + " compared: click. Evaluate the baseline's model again.");
        assertThat(current.comparedWith(current)
                        .judgement()
                        .comparison()
                        .orElseThrow()
                        .tasks()
                        .get("click")
                        .differences())
                .containsKeys(Metric.GROUPED_AUC, Metric.NDCG, Metric.UNGROUPED);
    }

    @Test
    void of_examplesWithoutAGroup_areStatedInANote() {
        assertThat(SampleReports.withUngrouped(2).notes())
                .containsExactly(
                        "Task click: 100 of 300 labelled examples (33.3 %) have no value in group column user_id"
                                + " and are left out of grouped AUC and NDCG. Grouped AUC covers 66.7 % of the labelled"
                                + " examples.");
        assertThat(SampleReports.withUngrouped(0).notes())
                .containsExactly(
                        "Task click: none of 100 labelled examples has a value in group column user_id, so there"
                                + " are no grouped metrics.");
    }

    @Test
    void read_missingKey_isRefusedByItsPlace() {
        whenReading("\"split\"", "\"spilt\"")
                .hasMessage("base.json: subject.split is missing. Use the file as Fulcrum wrote it.");
    }

    @Test
    void read_wrongTypes_areRefusedByTheirPlace() {
        whenReading("\"ndcgAt\": 10", "\"ndcgAt\": \"ten\"")
                .hasMessage("base.json: settings.ndcgAt = \"ten\" must be a whole number. Use the file as Fulcrum "
                        + "wrote it.");
        whenReading("\"kind\": \"binary\"", "\"kind\": \"ordinal\"")
                .hasMessage("base.json: tasks.income.kind = \"ordinal\" must be \"binary\" or \"regression\"."
                        + " Use the file as Fulcrum wrote it.");
        whenReading("2026-03-01T12:34:56Z", "yesterday")
                .hasMessageContaining("subject.created = \"yesterday\" must be a time like 2026-01-31T12:00:00Z");
        whenReading("[ [ 0.0, 0.0 ]", "[ [ 0.0 ]")
                .hasMessageContaining("tasks.income.curves.roc[0] = a list must be two rates");
    }

    @Test
    void read_nullWithoutReason_isRefused() {
        whenReading("\"positives\": ", "\"positives\": null, \"was\": ")
                .hasMessageContaining("tasks.income.undefined is missing");
    }

    @Test
    void read_valueOutsideItsRule_isRefusedWithTheFile() {
        whenReading("\"calibrationBins\": 15", "\"calibrationBins\": 0")
                .hasMessageStartingWith("base.json: evaluate.calibration-bins = 0 must be at least 1.");
    }

    @Test
    void read_notJson_isRefusedByLine() {
        assertThatThrownBy(() -> ReportJson.fromJson("{\n\"schema\": 1,", "base.json"))
                .isInstanceOf(ReportFormatException.class)
                .hasMessageStartingWith("base.json: is not JSON at line 2: ");
        assertThatThrownBy(() -> ReportJson.fromJson("", "base.json"))
                .hasMessageStartingWith("base.json: is not a JSON object, which a report must be.");
        assertThatThrownBy(() -> ReportJson.fromJson("[]", "base.json"))
                .hasMessageStartingWith("base.json: is not a JSON object, which a report must be.");
    }
}
