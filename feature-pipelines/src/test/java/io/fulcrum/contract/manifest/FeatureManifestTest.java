package io.fulcrum.contract.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.contract.Json;
import io.fulcrum.contract.LabelScale;
import io.fulcrum.contract.Pooling;
import io.fulcrum.contract.Split;
import io.fulcrum.contract.SplitSummary;
import io.fulcrum.contract.SplitSummary.LabelSummary;
import io.fulcrum.contract.TaskRows;
import io.fulcrum.contract.TaskSet;
import io.fulcrum.contract.TaskSpace;
import io.fulcrum.contract.TaskSpec;
import io.fulcrum.contract.TaskType;
import io.fulcrum.contract.encoder.EncodedFeature;
import io.fulcrum.contract.encoder.Encoder;
import io.fulcrum.contract.encoder.HashedEncoder;
import io.fulcrum.contract.encoder.ListRule;
import io.fulcrum.contract.encoder.Source;
import io.fulcrum.contract.encoder.SourceType;
import io.fulcrum.contract.encoder.StandardisedEncoder;
import io.fulcrum.contract.encoder.VocabularyEncoder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureManifestTest {
    private static final TaskSet TASKS = new TaskSet(List.of(
            new TaskSpec("click", "clicked", TaskType.BINARY), new TaskSpec("watch", "seconds", TaskType.REGRESSION)));
    private static final FeatureSchema FEATURES = new FeatureSchema(List.of(
            FeatureColumn.numeric("age"),
            FeatureColumn.categorical("country", 7),
            new FeatureColumn("tags", FeatureColumn.Kind.CATEGORICAL_LIST, "words", 9)));
    private static final List<EncodedFeature> ENCODERS = List.of(
            scalar("age", SourceType.NUMBER, new StandardisedEncoder(40.5, 1e-9)),
            scalar("country", SourceType.TEXT, new VocabularyEncoder("country", 5, "0123", 1)),
            new EncodedFeature(
                    "tags",
                    List.of(Source.list("tags", SourceType.WHOLE)),
                    new HashedEncoder("words", 8),
                    new ListRule(20, ListRule.Keep.LAST, Pooling.MEAN),
                    EncodedFeature.MissingIndicator.NONE));
    private static final List<FeatureProfile> PROFILE = List.of(
            new FeatureProfile.Numbers("age", List.of("age"), 80, 0.25, 40.5, 1e-9, -1.5, 99),
            new FeatureProfile.Texts("country", List.of("country"), 5_000_000_000L, 0, 7, 0.125, 6, 0.5),
            new FeatureProfile.Times("seen", List.of("seen"), 3, 0));
    private static final List<LabelScale> SCALES = List.of(LabelScale.IDENTITY, new LabelScale(1.7e9 + 0.1, 4.75));
    private static final List<String> POSITIVES = List.of("yes", "");
    private static final String FINGERPRINT = FeatureManifest.fingerprint(TASKS, POSITIVES, ENCODERS);

    private static EncodedFeature scalar(String name, SourceType type, Encoder encoder) {
        return new EncodedFeature(
                name,
                List.of(Source.scalar(name, type)),
                encoder,
                ListRule.SCALAR,
                EncodedFeature.MissingIndicator.NONE);
    }

    private static SplitSummary summary(long rows) {
        return new SplitSummary(rows, List.of(new LabelSummary(rows, 2, 0.5), new LabelSummary(rows - 1, -3.5, 12.25)));
    }

    private static Map<String, SplitSummary> splits() {
        return new HashMap<>(Map.of("train", summary(80), "validation", summary(10), "test", summary(11)));
    }

    private static FeatureManifest manifest(
            int schema, String fingerprint, Map<String, SplitSummary> splits, String group) {
        return new FeatureManifest(
                schema,
                fingerprint,
                TASKS,
                POSITIVES,
                FEATURES,
                List.of("user", "item"),
                group,
                SCALES,
                ENCODERS,
                PROFILE,
                splits,
                List.of(),
                Map.of("source", "/data/x"));
    }

    private static FeatureManifest manifest(String group) {
        return manifest(FeatureManifest.SCHEMA, FINGERPRINT, splits(), group);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "user"})
    void parse_ofItsOwnJson_isTheSameManifest(String group) {
        FeatureManifest manifest = manifest(group);
        FeatureManifest read = FeatureManifest.parse(Json.pretty(manifest), "m.json");

        assertThat(Json.pretty(read)).isEqualTo(Json.pretty(manifest));
        assertThat(FeatureManifest.parse(Json.line(manifest), "m.json")).isEqualTo(read);
        assertThat(read.group()).isEqualTo(manifest.group());
        assertThat(read.tasks()).isEqualTo(TASKS);
        assertThat(read.features()).isEqualTo(FEATURES);
        assertThat(read.splits()).isEqualTo(manifest.splits());
    }

    @Test
    void json_ofTheSameManifest_isTheSameText() {
        assertThat(Json.pretty(manifest("user")))
                .isEqualTo(Json.pretty(manifest("user")))
                .contains("\"click\"", "\"CATEGORICAL_LIST\"")
                .endsWith("}\n");
    }

    @Test
    void parse_editedJson_isRefusedWithItsFile() {
        String edited = Json.pretty(manifest("user")).replace("\"clicked\"", "\"bought\"");

        assertThatThrownBy(() -> FeatureManifest.parse(edited, "/data/m.json"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The feature manifest /data/m.json is damaged or of another version: "
                        + "The feature manifest has fingerprint " + FINGERPRINT
                        + ", but its tasks, features and encodings give ")
                .hasMessageContaining(": it was edited. Prepare the data again");
    }

    @Test
    void parse_editedSize_isRefused() {
        String edited = Json.line(manifest("")).replace("\"rows\":7", "\"rows\":8");

        assertThatThrownBy(() -> FeatureManifest.parse(edited, "m.json"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "lists other columns than its encoders make: it was edited. Prepare the data again");
    }

    @Test
    void parse_otherStatistics_isTheSameSchema() {
        String other = Json.line(manifest("")).replace("\"missingShare\":0.25", "\"missingShare\":0.75");

        assertThat(other).isNotEqualTo(Json.line(manifest("")));
        assertThat(FeatureManifest.parse(other, "m.json").fingerprint()).isEqualTo(FINGERPRINT);
    }

    @Test
    void new_otherSchemaVersion_isRefused() {
        assertThatThrownBy(() -> manifest(6, "x", splits(), ""))
                .hasMessage(
                        "The feature manifest has schema version 6, this program reads versions 2 to 5. Prepare the data again.");
    }

    private static FeatureManifest withRows(int schema, List<TaskRows> rows) {
        return new FeatureManifest(
                schema,
                FeatureManifest.fingerprint(TASKS, rows, POSITIVES, ENCODERS),
                TASKS,
                POSITIVES,
                FEATURES,
                List.of("user", "item"),
                "",
                SCALES,
                ENCODERS,
                PROFILE,
                splits(),
                rows,
                Map.of("source", "/data/x"));
    }

    @Test
    void parse_fileWithSpacesAndWeights_isReadAndWrittenToTheByte() throws IOException {
        String json = golden("5");

        FeatureManifest manifest = FeatureManifest.parse(json, "m.json");

        assertThat(manifest).isEqualTo(withRows(5, List.of(TaskRows.ALL, new TaskRows("click = 1", "importance"))));
        assertThat(Json.pretty(manifest)).isEqualTo(json);
        assertThat(manifest.fingerprint()).isEqualTo("8a424a90649c9786");
        assertThat(manifest.rowsOf(0)).isEqualTo(TaskRows.ALL);
        assertThat(manifest.rowsOf(1).condition()).contains(TaskSpace.parse("click = 1"));
        assertThat(manifest.rowsOf(1).weights()).contains("importance");
        assertThat(FeatureManifest.weightColumn(TASKS.task(1))).isEqualTo("weight_watch");
    }

    @Test
    void parse_laterVersion_isRefusedInWords() {
        String later = Json.pretty(manifest("")).replace("\"schema\" : 4", "\"schema\" : 9");
        assertThatThrownBy(() -> FeatureManifest.parse(later, "m.json"))
                .hasMessage("The feature manifest m.json has schema version 9, this program reads versions 2 to 5."
                        + " Prepare the data again.");
    }

    @Test
    void noted_tasksOfAllRows_needNoNewVersion() {
        List<TaskRows> all = List.of(TaskRows.ALL, TaskRows.ALL);
        assertThat(FeatureManifest.noted(all)).isEmpty();
        assertThat(FeatureManifest.schema(all)).isEqualTo(4);
        assertThat(FeatureManifest.schema(List.of(TaskRows.ALL, new TaskRows("", "w"))))
                .isEqualTo(5);
        assertThat(Json.line(manifest(""))).doesNotContain("taskRows");
        assertThat(manifest("").rowsOf(1)).isEqualTo(TaskRows.ALL);
    }

    @Test
    void fingerprint_spaceChangesIt_weightsDoNot() {
        List<TaskRows> weighted = List.of(TaskRows.ALL, new TaskRows("", "w"));
        List<TaskRows> spaced = List.of(TaskRows.ALL, new TaskRows("click = 1", ""));
        List<TaskRows> both = List.of(TaskRows.ALL, new TaskRows("click = 1", "w"));
        String inSpace = FeatureManifest.fingerprint(TASKS, spaced, POSITIVES, ENCODERS);

        assertThat(FeatureManifest.fingerprint(TASKS, weighted, POSITIVES, ENCODERS))
                .isEqualTo(FINGERPRINT);
        assertThat(inSpace).isNotEqualTo(FINGERPRINT);
        assertThat(FeatureManifest.fingerprint(TASKS, both, POSITIVES, ENCODERS))
                .isEqualTo(inSpace);
    }

    @Test
    void new_taskRowsThatCannotBe_areRefused() {
        TaskRows weighted = new TaskRows("", "w");
        assertThatThrownBy(() -> withRows(4, List.of(weighted, weighted)))
                .hasMessage("The feature manifest has 2 entries of taskRows for 2 tasks in schema version 4."
                        + " Prepare the data again.");
        assertThatThrownBy(() -> withRows(5, List.of(weighted)))
                .hasMessage("The feature manifest has 1 entries of taskRows for 2 tasks in schema version 5."
                        + " Prepare the data again.");
        assertThatThrownBy(() -> withRows(5, List.of(new TaskRows("watch > 2", ""), new TaskRows("click = 1", ""))))
                .hasMessage("The feature manifest has a space of task \"click\" that is part of a ring:"
                        + " click -> watch -> click. Remove the space of one of these tasks. Prepare the data again.");
        assertThatThrownBy(() -> withRows(5, List.of(TaskRows.ALL, new TaskRows("clicked", ""))))
                .hasMessage(
                        "The feature manifest has a space of task \"watch\" that must compare labels of other tasks"
                                + " with numbers, such as \"click = 1\" or \"click = 1 and watch >= 30\". Prepare the data again.");
    }

    @Test
    void parse_fileOfThisVersion_isReadAndWrittenToTheByte() throws IOException {
        String json = golden(4);

        FeatureManifest manifest = FeatureManifest.parse(json, "m.json");

        assertThat(manifest.encoders()).isNotEmpty();
        assertThat(manifest.labelScales())
                .containsExactly(
                        LabelScale.IDENTITY,
                        LabelScale.of(
                                TaskType.REGRESSION,
                                manifest.split(Split.TRAIN).labels().get(1)));
        assertThat(Json.pretty(manifest)).isEqualTo(json);
    }

    @Test
    void parse_fileOfTheVersionBefore_hasLabelsInTheirOwnUnit() throws IOException {
        FeatureManifest manifest = FeatureManifest.parse(golden(2), "m.json");

        assertThat(manifest.schema()).isEqualTo(2);
        assertThat(manifest.hasEncoders()).isFalse();
        assertThat(manifest.labelScales()).containsExactly(LabelScale.IDENTITY, LabelScale.IDENTITY);
        assertThat(manifest.fingerprint())
                .isEqualTo("ee2cc3f12c75b727")
                .isEqualTo(FeatureManifest.parse(golden(3), "m.json").fingerprint());
        assertThat(manifest.tasks().names()).containsExactly("click", "watch");
        assertThat(manifest.split(Split.TRAIN).rows()).isEqualTo(40);
        assertThat(manifest.split(Split.TRAIN).labels().get(1).sum()).isEqualTo(3991.7774972744182);
        assertThat(manifest.features().tables()).containsOnlyKeys("user", "tags");
    }

    /** A list with weights is no new version: a manifest without one is as it was. */
    @Test
    void parse_fileWithAWeightedList_isReadAndWrittenToTheByte() throws IOException {
        String json = golden("4-weights");

        FeatureManifest manifest = FeatureManifest.parse(json, "m.json");

        EncodedFeature interests = manifest.encoders().get(0);
        assertThat(interests.isWeighted()).isTrue();
        assertThat(interests.columns())
                .extracting(FeatureColumn::name)
                .containsExactly("interests", "interests_weights", "interests_missing");
        assertThat(Json.pretty(manifest)).isEqualTo(json);
        assertThat(manifest.fingerprint()).isEqualTo("b3329538644ae9e2");
    }

    private static String golden(int version) throws IOException {
        return golden(String.valueOf(version));
    }

    private static String golden(String version) throws IOException {
        try (InputStream file =
                FeatureManifestTest.class.getResourceAsStream("feature-manifest-" + version + ".json")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void new_scalesOfAnotherNumberOfTasks_isRefused() {
        String one = Json.line(manifest("")).replaceFirst("\\{\"mean\":0.0,\"deviation\":1.0},", "");

        assertThatThrownBy(() -> FeatureManifest.parse(one, "m.json"))
                .hasMessageContaining("The feature manifest has 1 label scales for 2 tasks. Prepare the data again");
    }

    @Test
    void new_positivesOfAnotherNumberOfTasks_isRefused() {
        String one = Json.line(manifest("")).replace("\"positives\":[\"yes\",\"\"]", "\"positives\":[\"yes\"]");

        assertThatThrownBy(() -> FeatureManifest.parse(one, "m.json"))
                .hasMessageContaining(
                        "The feature manifest has 1 positive label values for 2 tasks. Prepare the data again");
    }

    @Test
    void positive_perTask_isTheValueOrNone() {
        assertThat(manifest("").positive(0)).contains("yes");
        assertThat(manifest("").positive(1)).isEmpty();
    }

    @Test
    void of_otherRows_keepsTheSchema() {
        Map<String, SplitSummary> newRows = Map.of("test", summary(3));
        FeatureManifest manifest = manifest("user").of(newRows, Map.of("source", "/data/y"));

        assertThat(manifest.splits()).isEqualTo(newRows);
        assertThat(manifest.provenance()).isEqualTo(Map.of("source", "/data/y"));
        assertThat(manifest.of(splits(), Map.of("source", "/data/x"))).isEqualTo(manifest("user"));
    }

    @Test
    void split_missing_isNamedWithThoseThere() {
        Map<String, SplitSummary> splits = splits();
        splits.remove("validation");
        FeatureManifest manifest = manifest(FeatureManifest.SCHEMA, FINGERPRINT, splits, "");

        assertThat(manifest.has(Split.VALIDATION)).isFalse();
        assertThatThrownBy(() -> manifest.split(Split.VALIDATION))
                .hasMessage("The prepared data has no split validation, only test, train. Name one of these.");
    }

    @Test
    void new_noOrUnknownSplit_isRefused() {
        assertThatThrownBy(() -> manifest(FeatureManifest.SCHEMA, FINGERPRINT, Map.of(), ""))
                .hasMessage("The feature manifest has no split. Prepare the data again.");
        assertThatThrownBy(() -> manifest(FeatureManifest.SCHEMA, FINGERPRINT, Map.of("dev", summary(3)), ""))
                .hasMessage("The feature manifest has a split \"dev\", which is none of train, validation and test."
                        + " Prepare the data again.");
    }

    @Test
    void new_labelsOfAnotherNumberOfTasks_isRefused() {
        Map<String, SplitSummary> splits = splits();
        splits.put("test", new SplitSummary(5, List.of(new LabelSummary(5, 1, 0.4))));

        assertThatThrownBy(() -> manifest(FeatureManifest.SCHEMA, FINGERPRINT, splits, ""))
                .hasMessage(
                        "The feature manifest has 1 label summaries in split test for 2 tasks. Prepare the data again.");
    }

    @Test
    void fingerprint_anyChangeOfTasksOrEncoders_changesIt() {
        TaskSet otherTasks = new TaskSet(List.of(TASKS.task(1), TASKS.task(0)));
        List<String> fingerprints = List.of(
                FINGERPRINT,
                FeatureManifest.fingerprint(otherTasks, POSITIVES, ENCODERS),
                FeatureManifest.fingerprint(TASKS, List.of("no", ""), ENCODERS),
                FeatureManifest.fingerprint(TASKS, POSITIVES, ENCODERS.subList(0, 2)),
                FeatureManifest.fingerprint(
                        TASKS,
                        POSITIVES,
                        List.of(scalar("age", SourceType.NUMBER, new StandardisedEncoder(40.25, 1e-9)))));

        assertThat(fingerprints).doesNotHaveDuplicates().allMatch(text -> text.matches("[0-9a-f]{16}"));
    }

    @Test
    void group_columnOrNone_isOptional() {
        assertThat(manifest("user").group()).contains("user");
        assertThat(manifest("").group()).isEmpty();
    }

    @Test
    void split_byName_isItsSummary() {
        assertThat(manifest("").split(Split.TEST).rows()).isEqualTo(11);
        assertThat(FeatureManifest.labelColumn(TASKS.task(0))).isEqualTo("label_click");
    }

    @ParameterizedTest
    @CsvSource({"-1, 0, 0", "2, NaN, 1", "2, 3, -0.5", "2, 3, Infinity"})
    void new_labelSummaryOutOfRange_isRefused(long labelled, double sum, double deviation) {
        assertThatThrownBy(() -> new LabelSummary(labelled, sum, deviation))
                .hasMessage("Labels are summed up as " + labelled + " with sum " + sum + " and deviation " + deviation
                        + ", which must be finite, count and deviation not negative. Prepare the data again.");
    }

    @Test
    void new_splitWithoutRows_isRefused() {
        assertThatThrownBy(() -> new SplitSummary(0, List.of()))
                .hasMessage("A split has 0 rows, but none may be empty. Check the filter and data.split.");
    }
}
