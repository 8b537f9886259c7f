package io.fulcrum.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.FeatureColumn.Kind;
import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.contract.Fingerprint;
import io.fulcrum.contract.Json;
import io.fulcrum.contract.LabelScale;
import io.fulcrum.contract.TaskSet;
import io.fulcrum.contract.TaskSpec;
import io.fulcrum.contract.TaskType;
import io.fulcrum.data.Shard;
import io.fulcrum.job.ExitCode;
import io.fulcrum.job.JobFailure;
import io.fulcrum.model.LogOdds;
import io.fulcrum.model.RandomRecommender;
import io.fulcrum.model.Recommender;
import io.fulcrum.model.ScoringSession;
import io.fulcrum.model.store.LoadedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Exported models, read back and computed by the tests' own reader of ONNX, beside the models themselves. */
class OnnxExportTest {
    private static final long WHOLE = 1L << 30;
    private static final int ROWS = 60;

    @TempDir
    Path folder;

    /** Seeds whose models have small tables only: a large one is seconds of work for the same graph. */
    static LongStream seeds() {
        return LongStream.range(0, 60)
                .filter(seed -> new RandomRecommender(seed)
                        .model().spec().features().tables().values().stream().allMatch(rows -> rows <= 60));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void write_randomModels_giveTheScoresOfTheModel(long seed) throws IOException {
        RandomRecommender random = new RandomRecommender(seed);
        Recommender model = random.model();
        Shard rows = random.rows(ROWS);
        Arrays.stream(rows.numbers()).forEach(OnnxExportTest::shrinkLarge);
        OnnxExport.write(folder.toString(), loaded(model), Optional.empty(), seed % 2 == 0 ? WHOLE : 0);
        Map<String, Cells> values = OnnxRun.of(new OnnxReader(folder), inputs(model, rows));
        double[] scores = new ScoringSession(model).score(rows.all());
        for (int task = 0; task < model.spec().tasks().size(); task++) {
            TaskSpec spec = model.spec().tasks().task(task);
            Cells output = values.get(spec.name());
            double unit = model.spec().scales().get(task).deviation();
            assertThat(output.dims()).containsExactly(ROWS);
            for (int row = 0; row < ROWS; row++) {
                double score = scores[task * ROWS + row];
                double expected = spec.type() == TaskType.BINARY ? LogOdds.probability(score) : score;
                assertThat(output.values()[row])
                        .as("%s of row %d", spec.name(), row)
                        .isCloseTo(expected, within(1e-5 * Math.max(unit, Math.abs(expected))));
            }
        }
    }

    @Test
    void write_twice_givesTheSameBytes() throws IOException {
        LoadedModel loaded = loaded(medium());
        OnnxExport.write(folder.toString(), loaded, Optional.empty(), 0);
        List<String> first = contents();
        OnnxExport.write(folder.toString(), loaded, Optional.empty(), 0);
        assertThat(contents()).isEqualTo(first);
    }

    @Test
    void write_description_namesInputsOutputsAndFiles() throws IOException {
        long bytes =
                OnnxExport.write(folder.toString(), loaded(named("price", "item", "history")), Optional.empty(), WHOLE);
        OnnxExport.Description said = Json.parse(
                Files.readString(folder.resolve("export.json")), OnnxExport.Description.class, "description");
        assertThat(said.inputs())
                .containsExactly(
                        new ExportedInput("item", "item", "ids", "int64", List.of("batch"), 4),
                        new ExportedInput("history", "history", "ids", "int64", List.of("batch", "history:longest"), 4),
                        new ExportedInput("history:lengths", "history", "lengths", "int64", List.of("batch"), 0),
                        new ExportedInput("price", "price", "number", "float32", List.of("batch"), 0));
        assertThat(said.outputs())
                .containsExactly(
                        new ExportedOutput(
                                "click",
                                "click",
                                TaskType.BINARY,
                                "probability",
                                "float64",
                                List.of("batch"),
                                LabelScale.IDENTITY),
                        new ExportedOutput(
                                "watch",
                                "watch",
                                TaskType.REGRESSION,
                                "label",
                                "float64",
                                List.of("batch"),
                                new LabelScale(1e9, 3)));
        byte[] file = Files.readAllBytes(folder.resolve("model.onnx"));
        assertThat(said.files())
                .containsExactly(new OnnxFile.Written("model.onnx", file.length, Fingerprint.sha256Hex(file)));
        assertThat(bytes).isEqualTo(file.length);
        assertThat(List.of(said.model(), said.data(), said.operatorSet())).containsExactly("f0", "d0", 18);
    }

    @Test
    void write_portsAndHeader_areThoseOfOnnx() throws IOException {
        OnnxReader onnx = exported(named("price", "item", "history"));
        assertThat(onnx.inputs())
                .containsExactly(
                        Map.entry("item", "7 [batch]"),
                        Map.entry("history", "7 [batch, history:longest]"),
                        Map.entry("history:lengths", "7 [batch]"),
                        Map.entry("price", "1 [batch]"));
        assertThat(onnx.outputs()).containsExactly(Map.entry("click", "11 [batch]"), Map.entry("watch", "11 [batch]"));
        assertThat(onnx.model().number(1)).isEqualTo(8);
        assertThat(onnx.model().text(2)).isEqualTo("fulcrum");
        assertThat(onnx.model().message(8).text(1)).isEmpty();
        assertThat(onnx.model().message(8).number(2)).isEqualTo(18);
        assertThat(onnx.model().messages(14).stream().map(entry -> entry.text(1) + " " + entry.text(2)))
                .containsExactly("fulcrum.data d0", "fulcrum.model f0");
    }

    /** Names that tasks, lengths, tables, layers or constants would have. */
    @Test
    void write_featuresNamedLikeAnythingElse_keepTheirNamesAndAllNamesAreUnique() throws IOException {
        OnnxReader onnx = exported(named(
                "history:lengths",
                "click",
                "history",
                "input",
                "tables/click",
                "network/0/weights",
                "batch",
                "constant/list",
                "😀 \"größe\"\n",
                "watch",
                "watch:prediction",
                "features/history/sums"));
        assertThat(onnx.inputs().keySet())
                .contains(
                        "history:lengths",
                        "click",
                        "history",
                        "input",
                        "tables/click",
                        "network/0/weights",
                        "batch",
                        "constant/list",
                        "😀 \"größe\"\n",
                        "watch",
                        "watch:prediction",
                        "features/history/sums",
                        "history:lengths-2");
        assertThat(onnx.outputs().keySet()).containsExactly("click:prediction", "watch:prediction-2");
        List<String> names = new ArrayList<>(onnx.inputs().keySet());
        names.addAll(onnx.tensors().keySet());
        onnx.nodes().forEach(node -> names.addAll(node.outputs()));
        assertThat(names).doesNotHaveDuplicates().containsAll(onnx.outputs().keySet());
        assertThat(onnx.nodeNames()).doesNotHaveDuplicates().doesNotContain("");
    }

    @ParameterizedTest(name = "{index}") // reports cannot hold such texts
    @ValueSource(strings = {"", "a\u0000b", "\ud83d"})
    void write_nameThatNoInputCanHave_isRefused(String name) {
        assertThatThrownBy(() -> exported(named(name, "item", "history")))
                .isInstanceOfSatisfying(JobFailure.class, refusal -> {
                    assertThat(refusal.exitCode()).isEqualTo(ExitCode.INVALID_CONFIGURATION);
                    assertThat(refusal)
                            .hasMessageStartingWith("Feature \"")
                            .hasMessageContaining(
                                    "\" cannot be an ONNX input: its name must not be empty or contain a zero")
                            .hasMessageEndingWith("Rename it with name = … under features, prepare and train again.");
                });
    }

    @Test
    void write_twoFiles_holdTheSameNumbersAlignedAndInOrder() throws IOException {
        Recommender model = medium();
        Map<String, Cells> inside = exported(model).tensors();
        long bytes = OnnxExport.write(folder.toString(), loaded(model), Optional.empty(), 0);
        OnnxReader onnx = new OnnxReader(folder);
        assertThat(onnx.places()).isNotEmpty();
        int end = 0;
        for (Map.Entry<String, OnnxReader.Place> place : onnx.places().entrySet()) {
            assertThat(place.getValue().file()).isEqualTo("model.onnx.data");
            assertThat(place.getValue().length()).isGreaterThanOrEqualTo(1024);
            assertThat(place.getValue().offset() % 4096).isZero();
            assertThat(place.getValue().offset()).isBetween(end, end + 4095);
            end = place.getValue().offset() + place.getValue().length();
        }
        assertThat(folder.resolve("model.onnx.data")).hasSize(end);
        assertThat(bytes).isEqualTo(end + Files.size(folder.resolve("model.onnx")));
        assertThat(onnx.tensors()).isEqualTo(inside);
        inside.forEach((name, cells) -> {
            if (cells.dims().length < 2 && cells.values().length < 128) {
                assertThat(onnx.places()).doesNotContainKey(name);
            }
        });
    }

    @Test
    void write_limit_isTheSizeOfTheWholeFile() throws IOException {
        Recommender model = medium();
        long whole = OnnxExport.write(folder.toString(), loaded(model), Optional.empty(), WHOLE);
        OnnxExport.write(folder.toString(), loaded(model), Optional.empty(), whole);
        assertThat(folder.resolve("model.onnx")).hasSize(whole);
        assertThat(folder.resolve("model.onnx.data")).doesNotExist();
        OnnxExport.write(folder.toString(), loaded(model), Optional.empty(), whole - 1);
        assertThat(folder.resolve("model.onnx.data")).exists();
    }

    @Test
    void write_noTensorLargeEnoughForAnotherFile_isOneFile() throws IOException {
        OnnxExport.write(folder.toString(), loaded(named("price", "item", "history")), Optional.empty(), 0);
        assertThat(folder.resolve("model.onnx")).exists();
        assertThat(folder.resolve("model.onnx.data")).doesNotExist();
    }

    private OnnxReader exported(Recommender model) throws IOException {
        OnnxExport.write(folder.toString(), loaded(model), Optional.empty(), WHOLE);
        return new OnnxReader(folder);
    }

    private static LoadedModel loaded(Recommender model) {
        return new LoadedModel(model, "d0", "f0");
    }

    private List<String> contents() throws IOException {
        List<String> digests = new ArrayList<>();
        for (String file : List.of("model.onnx", "model.onnx.data", "export.json")) {
            digests.add(Fingerprint.of(Files.readAllBytes(folder.resolve(file))));
        }
        return digests;
    }

    /** Returns a model of a few thousand parameters, among them tensors that may be in another file. */
    private static Recommender medium() {
        return seeds().mapToObj(seed -> new RandomRecommender(seed).model())
                .filter(model -> model.parameters().length > 3000)
                .findFirst()
                .orElseThrow();
    }

    /** Returns a small model whose third feature is a list of the second one's table, and the others are numbers. */
    private static Recommender named(String... features) {
        List<FeatureColumn> columns = new ArrayList<>();
        for (int i = 0; i < features.length; i++) {
            columns.add(
                    switch (i) {
                        case 1 -> new FeatureColumn(features[i], Kind.CATEGORICAL, features[1], 4);
                        case 2 -> new FeatureColumn(features[i], Kind.CATEGORICAL_LIST, features[1], 4);
                        default -> FeatureColumn.numeric(features[i]);
                    });
        }
        TaskSet tasks = new TaskSet(
                List.of(new TaskSpec("click", "c", TaskType.BINARY), new TaskSpec("watch", "w", TaskType.REGRESSION)));
        List<LabelScale> scales = List.of(LabelScale.IDENTITY, new LabelScale(1e9, 3));
        return RandomRecommender.untrained(tasks, new FeatureSchema(columns), scales);
    }

    private static Map<String, Cells> inputs(Recommender model, Shard rows) {
        Map<String, Cells> inputs = new HashMap<>();
        List<FeatureColumn> fields = model.spec().features().categorical();
        IntStream.range(0, fields.size())
                .forEach(i -> inputs.put(
                        fields.get(i).name(),
                        Cells.of(Arrays.stream(rows.ids()[i]).asDoubleStream().toArray())));
        List<FeatureColumn> lists = model.spec().features().lists();
        for (int i = 0; i < lists.size(); i++) {
            put(lists.get(i).name(), rows.lists()[i], inputs);
            Shard.Lists list = rows.lists()[i];
            model.spec()
                    .features()
                    .weights(lists.get(i))
                    .ifPresent(weights -> inputs.put(weights.name(), weights(list)));
        }
        List<FeatureColumn> numbers = model.spec().features().numeric();
        for (int i = 0; i < numbers.size(); i++) {
            float[] column = rows.numbers()[i];
            inputs.put(
                    numbers.get(i).name(),
                    Cells.of(IntStream.range(0, column.length)
                            .mapToDouble(row -> column[row])
                            .toArray()));
        }
        return inputs;
    }

    /** The reference computes in double, from which sums of large floats differ by more than is asserted. */
    private static void shrinkLarge(float[] numbers) {
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] /= Math.abs(numbers[i]) > 3 ? 1000 : 1;
        }
    }

    /** Returns the weights of each list from its left, and behind it what would change a sum that takes it. */
    private static Cells weights(Shard.Lists lists) {
        int longest = IntStream.range(0, ROWS)
                .map(row -> lists.offsets()[row + 1] - lists.offsets()[row])
                .max()
                .orElseThrow();
        Cells weights = new Cells(ROWS, longest);
        Arrays.fill(weights.values(), 7);
        for (int row = 0; row < ROWS; row++) {
            for (int entry = lists.offsets()[row]; entry < lists.offsets()[row + 1]; entry++) {
                weights.values()[row * longest + entry - lists.offsets()[row]] = lists.weights()[entry];
            }
        }
        return weights;
    }

    private static void put(String name, Shard.Lists lists, Map<String, Cells> inputs) {
        double[] lengths = IntStream.range(0, ROWS)
                .mapToDouble(row -> lists.offsets()[row + 1] - lists.offsets()[row])
                .toArray();
        int longest = (int) Arrays.stream(lengths).max().orElseThrow();
        Cells ids = new Cells(ROWS, longest);
        for (int row = 0; row < ROWS; row++) {
            for (int entry = 0; entry < lengths[row]; entry++) {
                ids.values()[row * longest + entry] = lists.ids()[lists.offsets()[row] + entry];
            }
        }
        inputs.put(name, ids);
        inputs.put(name + ":lengths", Cells.of(lengths));
    }
}
