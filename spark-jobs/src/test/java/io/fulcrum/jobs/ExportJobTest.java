package io.fulcrum.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fulcrum.GoldenFiles;
import io.fulcrum.contract.Fingerprint;
import io.fulcrum.model.architecture.SharedBottom;
import io.fulcrum.serve.RawModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command export: what it publishes without Spark, and what it refuses in one line. */
class ExportJobTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private Path model;
    private Path output;

    @BeforeEach
    void copyModel() throws IOException {
        model = Files.createDirectory(folder.resolve("model"));
        output = folder.resolve("onnx");
        try (Stream<Path> files = Files.list(GoldenFiles.path("model-2"))) {
            for (Path file : files.toList()) {
                Files.copy(file, model.resolve(file.getFileName()));
            }
        }
    }

    @Test
    void export_model_publishesModelDescriptionAndRecordWithoutSpark() throws IOException {
        boolean sparkBefore = SparkSession.getDefaultSession().isDefined();
        CommandRun run = export();
        assertThat(run.status()).isZero();
        assertThat(names(output)).containsExactlyInAnyOrder("model.onnx", "export.json", "run-record.json");
        assertThat(run.out().strip()).matches("Exported onnx \\([\\d,]+ bytes\\): \\Q" + output + "\\E");
        JsonNode record = JSON.readTree(output.resolve("run-record.json").toFile());
        assertThat(record.at("/inputs/model/path").textValue()).isEqualTo(model.toString());
        assertThat(record.at("/inputs/model/fingerprint"))
                .isEqualTo(JSON.readTree(output.resolve("export.json").toFile()).at("/model"));
        assertThat(record.at("/result/bytes").longValue()).isEqualTo(Files.size(output.resolve("model.onnx")));
        assertThat(SparkSession.getDefaultSession().isDefined()).isEqualTo(sparkBefore);
    }

    @Test
    void export_modelWithEncoders_publishesThemWithTheirVocabularies() throws IOException {
        copyRawModel();
        CommandRun run = export();
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(names(output))
                .containsExactlyInAnyOrder(
                        "model.onnx", "export.json", "encoders.json", "vocabularies", "run-record.json");
        JsonNode manifest = JSON.readTree(model.resolve("feature-manifest.json").toFile());
        JsonNode encoders = JSON.readTree(output.resolve("encoders.json").toFile());
        assertThat(encoders.get("schema").intValue()).isEqualTo(1);
        assertThat(encoders.get("data")).isEqualTo(manifest.get("fingerprint"));
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < manifest.get("encoders").size(); i++) {
            ObjectNode feature = (ObjectNode) encoders.get("features").get(i);
            feature.remove("columns").forEach(column -> columns.add(column.textValue()));
            String vocabulary = feature.remove("vocabulary").textValue();
            assertThat(feature).isEqualTo(manifest.get("encoders").get(i));
            assertThat(vocabulary.isEmpty())
                    .isEqualTo(!feature.at("/encoder/type").textValue().equals("vocabulary"));
            if (!vocabulary.isEmpty()) {
                assertThat(output.resolve(vocabulary)).hasSameBinaryContentAs(model.resolve(vocabulary));
            }
        }
        JsonNode export = JSON.readTree(output.resolve("export.json").toFile());
        assertThat(columns).hasSize(12).containsSequence("price", "price_missing");
        assertThat(export.get("inputs").findValuesAsText("feature")).containsAll(columns);
        for (JsonNode file : export.get("files")) {
            Path written = output.resolve(file.get("file").textValue());
            assertThat(Files.size(written)).isEqualTo(file.get("bytes").longValue());
            assertThat(Fingerprint.sha256().digest(Files.readAllBytes(written)))
                    .asHexString()
                    .isEqualToIgnoringCase(file.get("sha256").textValue());
        }
        assertThat(export.get("files").findValuesAsText("file"))
                .hasSize(3)
                .startsWith("model.onnx", "encoders.json")
                .last(InstanceOfAssertFactories.STRING)
                .startsWith("vocabularies/");
    }

    @Test
    void export_modelWithoutEncoders_saysSo() {
        assertThat(export().err())
                .isEqualTo("Model " + model
                        + " has no feature-manifest.json, so encoders.json is not written: the exported model takes rows"
                        + " that prepare encoded. To encode raw rows too, train again with this version.\n");
    }

    @Test
    void export_encodersOfAnotherModel_isOneLine() throws IOException {
        Path other = RawModel.write(folder.resolve("other"), new SharedBottom(List.of(4), List.of()), 3);
        Files.move(other.resolve("feature-manifest.json"), model.resolve("feature-manifest.json"));
        deleteTree(other);
        CommandRun run = export();
        assertThat(run.err())
                .startsWith("Model " + model + " was trained on data of fingerprint ")
                .endsWith(". Its files are of different models; copy the whole directory again.\n");
        assertRefused(run.err().strip(), run);
    }

    @Test
    void export_missingOrDamagedVocabulary_isOneLine() throws IOException {
        copyRawModel();
        Path vocabulary = model.resolve("vocabularies")
                .resolve(names(model.resolve("vocabularies")).get(0));
        byte[] bytes = Files.readAllBytes(vocabulary);
        Files.write(vocabulary, Arrays.copyOf(bytes, bytes.length - 1));
        assertRefused(
                "Vocabulary file " + vocabulary
                        + " is damaged: its last line has no end. Copy the whole directory again,"
                        + " or prepare the data again.",
                export());
        Files.delete(vocabulary);
        assertRefused(
                "Model file " + vocabulary + " is missing. The copy is incomplete; copy the whole directory again.",
                export());
    }

    private void copyRawModel() throws IOException {
        deleteTree(model);
        RawModel.write(model, new SharedBottom(List.of(4), List.of()), 3);
    }

    private static void deleteTree(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void export_noModel_isOneLine() {
        assertRefused(
                "There is no " + folder
                        + "/none/model.json: this is not a model directory. Run fulcrum train, or name its"
                        + " output.",
                export("--model", folder + "/none"));
    }

    @Test
    void export_damagedModel_isOneLine() throws IOException {
        Path file = model.resolve("parameters.f32");
        byte[] bytes = Files.readAllBytes(file);
        bytes[5] ^= 1;
        Files.write(file, bytes);
        CommandRun run = export();
        assertThat(run.err())
                .startsWith("Model file " + file + " has digest ")
                .endsWith(". The file is damaged; copy it again.\n");
        assertRefused(run.err().strip(), run);
    }

    @Test
    void export_descriptionThatIsNoJson_isOneLine() throws IOException {
        Files.writeString(model.resolve("model.json"), "{");
        CommandRun run = export();
        assertThat(run.err())
                .startsWith("The model description " + model + "/model.json is damaged or of another version: ");
        assertRefused(run.err().strip(), run);
    }

    @Test
    void export_missingTable_isOneLine() throws IOException {
        Files.delete(model.resolve("table-1.rows"));
        assertRefused(
                "Model file " + model
                        + "/table-1.rows is missing. The copy is incomplete; copy the whole directory again.",
                export());
    }

    @Test
    void export_takenOutput_isRefusedUnlessItMayBeReplaced() throws IOException {
        assertThat(export().status()).isZero();
        CommandRun run = export();
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err().strip())
                .isEqualTo("Output directory " + output
                        + " already exists. Name a new one with --output, or add --overwrite to replace it.");
        Files.delete(output.resolve("export.json"));
        assertThat(export("--overwrite").status()).isZero();
        assertThat(output.resolve("export.json")).exists();
    }

    @Test
    void export_outputThatIsTheModel_isRefusedAndTheModelKept() throws IOException {
        Files.writeString(model.resolve("run-record.json"), "{}"); // as train publishes it
        List<String> before = names(model);
        CommandRun run = CommandRun.of(
                "export", "--model", model.toString(), "--format", "onnx", "--output", model + "/", "--overwrite");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err().strip())
                .isEqualTo("--output " + model
                        + "/ is the model itself, which would be replaced. Name another directory.");
        assertThat(names(model)).containsExactlyInAnyOrderElementsOf(before);
    }

    private void assertRefused(String message, CommandRun run) {
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err().lines()).containsExactly(message);
        assertThat(run.out()).isEmpty();
        assertThat(output).doesNotExist();
        assertThat(folder.toFile().list()).containsExactly("model");
    }

    /** Runs the command on the model, with options that are added, or replace the model. */
    private CommandRun export(String... options) {
        List<String> words = new ArrayList<>(List.of("export", "--format", "onnx", "--output", output.toString()));
        if (!List.of(options).contains("--model")) {
            words.addAll(List.of("--model", model.toString()));
        }
        words.addAll(List.of(options));
        return CommandRun.of(words.toArray(String[]::new));
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
