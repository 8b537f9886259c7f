package io.fulcrum.model.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fulcrum.contract.Fingerprint;
import io.fulcrum.job.ExitCode;
import io.fulcrum.job.JobFailure;
import io.fulcrum.model.AllRows;
import io.fulcrum.model.ModelSpec;
import io.fulcrum.model.MultiTaskNetwork;
import io.fulcrum.model.Recommender;
import io.fulcrum.model.SmallRecommender;
import io.fulcrum.model.embedding.EmbeddingSpec;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.optimizer.UpdateRule;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A model as files: back to the bit, and every kind of damage named. */
class ModelDirectoryTest {
    private static final String DATA = "0123456789abcdef";

    @TempDir
    Path folder;

    static Stream<ModelSpec> models() {
        return Stream.of(
                SmallRecommender.MMOE,
                SmallRecommender.SHARED_BOTTOM,
                SmallRecommender.TWO_SIZES,
                SmallRecommender.ATTENDED);
    }

    @ParameterizedTest
    @MethodSource("models")
    void read_written_isTheSameToTheBit(ModelSpec spec) throws IOException {
        Recommender model = model(spec);
        ModelDirectory.write(folder.toString(), model, DATA);
        LoadedModel loaded = ModelDirectory.read(folder.toString());
        assertThat(loaded.model().spec()).isEqualTo(spec);
        assertThat(loaded.model().parameters()).isEqualTo(model.parameters());
        assertThat(loaded.model().tables().spec()).isEqualTo(model.tables().spec());
        for (int table = 0; table < 2; table++) {
            assertThat(AllRows.of(loaded.model().tables(), table)).isEqualTo(AllRows.of(model.tables(), table));
        }
        assertThat(loaded.dataFingerprint()).isEqualTo(DATA);
        assertThat(loaded.fingerprint()).isEqualTo(Fingerprint.of(Files.readString(folder.resolve("model.json"))));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("model.json", "parameters.f32", "table-0.rows", "table-1.rows");
        }
    }

    @Test
    void write_twice_givesTheSameBytes() throws IOException {
        write();
        byte[] first = Files.readAllBytes(folder.resolve("model.json"));
        write();
        assertThat(Files.readAllBytes(folder.resolve("model.json"))).isEqualTo(first);
    }

    @Test
    void read_noModel_saysWhatTheFolderIsNot() {
        assertThat(refusal())
                .isEqualTo("There is no " + folder
                        + "/model.json: this is not a model directory. Run fulcrum train, or name its output.");
    }

    @Test
    void read_flippedBit_isDamage() throws IOException {
        write();
        Path file = folder.resolve("table-1.rows");
        byte[] bytes = Files.readAllBytes(file);
        bytes[5] ^= 1;
        Files.write(file, bytes);
        assertThat(refusal())
                .startsWith("Model file " + file + " has digest ")
                .contains(", its description says ")
                .endsWith(". The file is damaged; copy it again.");
    }

    @Test
    void read_rowsOutOfOrder_isDamage() throws IOException {
        write();
        Path file = folder.resolve("table-1.rows");
        byte[] bytes = Files.readAllBytes(file);
        bytes[16] = 0; // the second row's number
        Files.write(file, bytes);
        assertThat(refusal())
                .isEqualTo("Model file " + file + " has row 0 after row 0 of 7. The file is damaged; copy it again.");
    }

    @Test
    void write_trainedRows_takesTheirBytesOnly() throws IOException {
        write();
        assertThat(folder.resolve("table-0.rows")).hasSize(3 * 4 * (1 + 3));
        assertThat(folder.resolve("table-1.rows")).hasSize(5 * 4 * (1 + 3));
    }

    @Test
    void read_truncated_isDamage() throws IOException {
        write();
        Path file = folder.resolve("parameters.f32");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 4));
        assertThat(refusal())
                .isEqualTo("Model file " + file + " has " + (bytes.length - 4) + " bytes, its description says "
                        + bytes.length + ". The file is damaged; copy it again.");
    }

    @ParameterizedTest
    @CsvSource({"parameters.f32", "table-0.rows", "table-1.rows"})
    void read_missingArray_isNamed(String name) throws IOException {
        write();
        Files.delete(folder.resolve(name));
        assertThat(refusal())
                .isEqualTo("Model file " + folder + "/" + name
                        + " is missing. The copy is incomplete; copy the whole directory again.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"embeddingSize\" : 3      | \"embeddingSize\" : 4   | lists parameters.f32 with 427 floats "
                        + "where its shape"
                        + " needs parameters.f32 with 499.",
                "\"experts\" : 3            | \"experts\" : 2         | lists parameters.f32 with ",
                "\"experts\" : 3            | \"experts\" : 0         | experts = 0 must be at least 1.",
                "\"expertLayers\" : [ 6, 5 ] | \"expertLayers\" : [ ] | expertLayers = [] must name at least one layer",
                "\"headLayers\" : [ 4 ]     | \"headLayers\" : [ -4 ] | headLayers[0] = -4 must be at least 1.",
                "\"type\" : \"mmoe\"        | \"type\" : \"moe\"      | Network type \"moe\" is not one that this "
                        + "version knows",
                "\"schema\" : 5             | \"schema\" : 6          | has schema version 6, this program reads "
                        + "versions 2 to 5.",
                "\"embeddingSizes\" : { }  | \"embeddingSizes\" : { \"usr\" : 2 } | network.embedding-sizes names feature "
                        + "\"usr\", but the data has no feature of that name with embedding rows. Did you mean \"user\"?",
                "\"embeddingSizes\" : { }  | \"embeddingSizes\" : { \"user\" : 0 } | embeddingSizes of \"user\" = 0 must be "
                        + "at least 1.",
                "\"deviation\" : 0.5      | \"deviation\" : 0       | Label scale has mean 0.25 and deviation "
                        + "0.0, which must be",
                "\"deviation\" : 0.5      | \"deviation\" : 1e999   | Label scale has mean 0.25 and deviation "
                        + "Infinity, which",
                "\"mean\" : 0.25          | \"mean\" : -1e999       | Label scale has mean -Infinity and "
                        + "deviation 0.5, which",
                "\"rows\" : 9               | \"rows\" : 2            | is listed with 12 numbers, but table "
                        + "\"user\" has at most"
                        + " 2 rows of 4. The description and the arrays belong to different models. Train again.",
                "\"rows\" : 9               | \"rows\" : 4            | has row 4 after row 1 of 4. The file is "
                        + "damaged; copy",
                "\"floats\" : 12            | \"floats\" : 13         | is listed with 13 numbers, but table "
                        + "\"user\" has",
                "\"floats\" : 12            | \"floats\" : 16         | has 48 bytes, its description says 64. "
                        + "The file is",
                "\"floats\" : 12            | \"floats\" : -4         | is listed with -4 numbers, but table "
                        + "\"user\" has",
                "\"table\" : \"user\"       | \"table\" : \"item\"    | Fields of one table share its rows.",
                "\"file\" : \"table-0.rows\" | \"file\" : \"../x\"    | lists ../x where its shape needs table-0.rows.",
                "\"name\" : \"watch\"       | \"name\" : \"click\"    | Two tasks are named \"click\"",
                "\"seed\" : 23              | \"seed\" : 23, \"x\" : 1 | another version: Unrecognized field \"x\"",
                "\"seed\" : 23,             | ''                      | Missing creator property 'seed'",
                "\"seed\" : 23              | \"seed\" : null         | is damaged or of another version",
                "\"headLayers\" : [ 4 ]     | \"headLayers\" : null   | is damaged or of another version",
                "\"features\" : {           | \"features\" : [        | is damaged or of another version"
            })
    void read_editedDescription_isRefusedInWords(String from, String to, String message) throws IOException {
        write();
        edit(from, to);
        assertThat(refusal()).contains(message);
    }

    @Test
    void read_parameterNotFinite_isRefusedWhateverItsDigest() throws IOException {
        Recommender model = model(SmallRecommender.MMOE);
        model.parameters()[7] = Float.NaN;
        ModelDirectory.write(folder.toString(), model, DATA);
        assertThat(refusal())
                .isEqualTo("Model file " + folder + "/parameters.f32 has NaN as number 7, but every parameter"
                        + " must be finite. Training diverged. Train again with a lower learning rate.");
    }

    @Test
    void read_rowNotFinite_isRefusedWhateverItsDigest() throws IOException {
        Recommender model = model(SmallRecommender.MMOE);
        model.tables().put(1, 3, new float[] {0, Float.NEGATIVE_INFINITY, Float.NaN});
        ModelDirectory.write(folder.toString(), model, DATA);
        assertThat(refusal())
                .isEqualTo("Model file " + folder + "/table-1.rows has -Infinity in row 3, but every parameter"
                        + " must be finite. Training diverged. Train again with a lower learning rate.");
    }

    @Test
    void read_rowsBeyondTheHeap_areRefusedBeforeAnythingIsAllocated() throws IOException {
        write();
        edit("\"rows\" : 9", "\"rows\" : 700000000");
        edit("\"floats\" : 12", "\"floats\" : 2800000000");
        try (RandomAccessFile sparse =
                new RandomAccessFile(folder.resolve("table-0.rows").toFile(), "rw")) {
            sparse.setLength(11_200_000_000L);
        }
        // 700 million rows of 12 bytes, an index of 4 bytes a row with a pointer for 4096 rows.
        assertThat(refusal())
                .startsWith("Model " + folder + " has 10,682 MiB of parameters and embedding rows, but this"
                        + " program's heap holds at most ")
                .endsWith(", or make the model smaller.");
    }

    @Test
    void read_sameArrayTwice_isRefused() throws IOException {
        write();
        edit("\"table-1.rows\"", "\"table-0.rows\"");
        assertThat(refusal()).contains("lists table-0.rows where its shape needs table-1.rows.");
    }

    @Test
    void read_arraysOfNull_areRefusedInWords() throws IOException {
        write();
        Path file = folder.resolve("model.json");
        String json = Files.readString(file);
        int arrays = json.indexOf("\"arrays\"");
        Files.writeString(file, json.substring(0, arrays) + "\"arrays\" : null }");
        assertThat(refusal()).contains("is damaged or of another version", "arrays");
        Files.writeString(file, json.substring(0, arrays) + "\"arrays\" : [ ] }");
        assertThat(refusal())
                .isEqualTo("Model " + folder + " lists 0 arrays for 2 tables and the network."
                        + " The file was edited; train again.");
        Files.writeString(file, json.substring(0, arrays) + "\"arrays\" : [ null, null, null ] }");
        assertThat(refusal()).contains("is damaged or of another version");
    }

    @Test
    void read_truncatedDescription_isRefusedInWords() throws IOException {
        write();
        Path file = folder.resolve("model.json");
        Files.writeString(file, Files.readString(file).substring(0, 200));
        assertThat(refusal())
                .startsWith("The model description " + file + " is damaged or of another version: ")
                .endsWith("Create it again with this version of Fulcrum.");
    }

    private void write() {
        ModelDirectory.write(folder.toString(), model(SmallRecommender.MMOE), DATA);
    }

    private void edit(String from, String to) throws IOException {
        Path file = folder.resolve("model.json");
        String json = Files.readString(file);
        assertThat(json).contains(from);
        Files.writeString(file, json.replaceFirst(Pattern.quote(from), to));
    }

    private String refusal() {
        JobFailure failure = catchThrowableOfType(JobFailure.class, () -> ModelDirectory.read(folder.toString()));
        assertThat(failure.exitCode()).isEqualTo(ExitCode.INVALID_CONFIGURATION);
        return failure.getMessage();
    }

    private static Recommender model(ModelSpec spec) {
        float[] parameters = MultiTaskNetwork.of(spec).parameters();
        EmbeddingTables tables = EmbeddingTables.initial(spec.embeddings(new UpdateRule.Adam(0.9, 0.999, 1e-8)));
        EmbeddingTables other = EmbeddingTables.initial(new EmbeddingSpec(
                tables.spec().tables(), tables.spec().widths(), tables.spec().stateWidths(), 99));
        tables.apply(other.recordsOf(new int[][] {{1, 4, 8}, {0, 2, 3, 5, 6}}));
        return new Recommender(spec, parameters, tables.withoutState());
    }
}
