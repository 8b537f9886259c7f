package io.fulcrum.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.contract.encoder.EncodedRow;
import io.fulcrum.contract.encoder.RowEncoder;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.LocalDisk;
import io.fulcrum.model.architecture.Architecture;
import io.fulcrum.model.architecture.Mmoe;
import io.fulcrum.model.architecture.SharedBottom;
import io.fulcrum.model.serving.RequestRows;
import io.fulcrum.model.serving.ServedModel;
import io.fulcrum.model.serving.ServingRoom;
import io.fulcrum.model.store.LoadedModel;
import io.fulcrum.model.store.ModelReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Raw records are scored as encoders and model say, and what is no record of the model is refused. */
class ScorerTest {
    private static final Architecture MMOE = new Mmoe(3, List.of(6, 5), List.of(4));

    @TempDir
    Path folder;

    static Stream<Architecture> architectures() {
        return Stream.of(MMOE, new SharedBottom(List.of(7, 5), List.of(4)), new SharedBottom(List.of(9), List.of()));
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void score_oddRecords_givesTheBitsOfEncoderAndModel(Architecture architecture) {
        Path directory = RawModel.write(folder, architecture, 5);
        Scorer scorer = Scorer.open(directory);
        List<Map<String, Object>> records = records(300);
        double[][] expected = expected(directory, records);
        assertThat(scorer.score(records)).isDeepEqualTo(expected);
        for (int i = 0; i < records.size(); i++) {
            assertThat(scorer.score(records.get(i))).isEqualTo(expected[i]);
        }
    }

    @Test
    void score_contextAndCandidates_isTheMergedRecords() {
        Scorer scorer = Scorer.open(RawModel.write(folder, MMOE, 5));
        List<Map<String, Object>> records = records(20);
        Map<String, Object> context = new HashMap<>();
        List<Map<String, Object>> candidates = new ArrayList<>();
        for (Map<String, Object> record : records) {
            for (String field : List.of("country", "history", "born")) {
                if (!context.containsKey(field)) { // a null is a value
                    context.put(field, record.get(field));
                }
                record.put(field, context.get(field));
            }
            Map<String, Object> candidate = new HashMap<>(record);
            candidate.keySet().removeAll(context.keySet());
            candidates.add(candidate);
        }
        assertThat(scorer.score(context, candidates)).isDeepEqualTo(scorer.score(records));
        assertThat(scorer.score(context, List.of())).isEmpty();
        assertThatThrownBy(() -> scorer.score(context, records))
                .hasMessage("Record 1 of the list: The field \"country\" is in the context and in a candidate, but has"
                        + " one value. Write it in one of them.");
        assertThatThrownBy(() -> scorer.score(Map.of("contry", "de"), candidates))
                .hasMessageContaining("The field \"contry\" is none that the model reads. Did you mean \"country\"?");
    }

    @Test
    void score_manyThreads_givesTheSameBits() {
        Scorer scorer = Scorer.open(RawModel.write(folder, MMOE, 5));
        List<Map<String, Object>> records = records(60);
        double[][] expected = scorer.score(records);
        var all = IntStream.range(0, 8)
                .mapToObj(thread -> CompletableFuture.runAsync(() -> {
                    for (int turn = 0; turn < 50; turn++) {
                        int i = (turn * 7 + thread) % records.size();
                        assertThat(scorer.score(records.get(i))).isEqualTo(expected[i]);
                        assertThat(scorer.score(records)).isDeepEqualTo(expected);
                    }
                }))
                .toList();
        all.forEach(CompletableFuture::join);
    }

    @Test
    void score_optionalFieldLeftOut_isNull() {
        Scorer scorer = Scorer.open(RawModel.write(folder, MMOE, 5));
        assertThat(scorer.requiredFields()).containsExactly("country", "item");
        assertThat(scorer.score(RawModel.recordWithout("age")))
                .isEqualTo(scorer.score(RawModel.recordWith("age", null)));
        assertThat(scorer.score(RawModel.recordWith("visit", 9)))
                .isEqualTo(scorer.score(RawModel.record()))
                .isEqualTo(scorer.score(RawModel.recordWith("clicked", 1)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            country | 7 | The field "country" is 7, but must be a text. Write it as one.
            item | 7.0 | The field "item" is 7.0, but must be a whole number. Write it as one.
            age | text | The field "age" is the text "text", but must be a number. Write it as one.
            member | 1 | The field "member" is 1, but must be true or false. Write it as one.
            born | text | The field "born" is the text "text", but must be a date such as "2026-01-31". Write it as one.
            seen | 7 | The field "seen" is 7, but must be a time such as "2026-01-31T12:00:00Z". Write it as one.
            history | 7 | The field "history" is 7, but must be a list. Write a list, of one entry if there is one.
            history|list|Entry 2 of the field "history" is the text "x", but must be a whole number. Write it as one.
            scores|list|Entry 2 of the field "scores" is the text "x", but must be a number. Write it as one.
            price | list | The field "price" is a list of 2 entries, but must be a number. Write it as one.
            """)
    void score_wrongType_saysWhatItMustBe(String field, String value, String message) {
        Scorer scorer = Scorer.open(RawModel.write(folder, MMOE, 5));
        Map<String, Object> record = RawModel.recordWith(field, value(value));
        assertThatThrownBy(() -> scorer.score(record))
                .isInstanceOf(RecordException.class)
                .hasMessage(message);
    }

    @Test
    void score_anotherNumberOfWeights_isRefused() {
        Scorer scorer = Scorer.open(RawModel.write(folder, MMOE, 5));
        Map<String, Object> record = RawModel.recordWith("scores", List.of(1, 2, 3));
        assertThatThrownBy(() -> scorer.score(List.of(RawModel.record(), record)))
                .isInstanceOf(RecordException.class)
                .hasMessage(
                        "Record 2 of the list: Lists \"interests\" and \"scores\" have 2 and 3 entries in one row, but"
                                + " each entry needs one weight. Write both with the same length.");
    }

    @Test
    void score_weights_areSharesOfTheirSum() {
        Scorer scorer = Scorer.open(RawModel.write(folder, MMOE, 5));
        double[] prediction = scorer.score(RawModel.recordWith("scores", List.of(2, 24)));
        assertThat(prediction).isEqualTo(scorer.score(RawModel.record()));
        assertThat(scorer.score(RawModel.recordWith("scores", List.of(24, 2)))).isNotEqualTo(prediction);
        assertThat(scorer.score(RawModel.recordWith("scores", List.of(0, 0))))
                .isEqualTo(scorer.score(RawModel.recordWith("scores", null)));
    }

    private static Object value(String written) {
        return switch (written) {
            case "1" -> 1;
            case "7" -> 7;
            case "7.0" -> 7.0;
            case "list" -> List.of(1, "x");
            default -> written;
        };
    }

    @Test
    void score_missingOrUnknownField_isNamed() {
        Scorer scorer = Scorer.open(RawModel.write(folder, MMOE, 5));
        assertThatThrownBy(() -> scorer.score(RawModel.recordWithout("item")))
                .hasMessage("There is no field \"item\", but every row of the training data has a value of it. Add it;"
                        + " write null where it is unknown.");
        assertThatThrownBy(() -> scorer.score(RawModel.recordWith("prise", 1)))
                .hasMessage("The field \"prise\" is none that the model reads. Did you mean \"price\"? Rename or remove"
                        + " it.");
        assertThatThrownBy(() -> scorer.score(List.of(RawModel.record(), RawModel.recordWithout("item"))))
                .hasMessageStartingWith("Record 2 of the list: There is no field \"item\"");
        assertThat(scorer.score(RawModel.record())).hasSize(2);
    }

    @Test
    void open_incompleteOrLaterModel_isRefused() throws IOException {
        Path directory = RawModel.write(folder.resolve("model"), MMOE, 5);
        Path manifest = directory.resolve("feature-manifest.json");
        String text = Files.readString(manifest);
        Files.delete(manifest);
        assertThat(refusal(directory))
                .isEqualTo("There is no " + manifest
                        + ": the model carries no encoders, so it cannot score raw records. Copy the whole directory, or"
                        + " train again with this version of Fulcrum.");
        Files.writeString(manifest, text.replace("\"visit\"", "\"visitor\""));
        assertThat(Scorer.open(directory).keys()).containsExactly("visitor");
        Path vocabulary;
        try (Stream<Path> files = Files.list(directory.resolve("vocabularies"))) {
            vocabulary = files.findFirst().orElseThrow();
        }
        String words = Files.readString(vocabulary);
        Files.writeString(vocabulary, words.substring(0, words.length() - 3));
        assertThat(refusal(directory)).startsWith("Vocabulary file " + vocabulary + " is damaged: ");
        Files.delete(vocabulary);
        assertThat(refusal(directory))
                .isEqualTo("Model file " + vocabulary
                        + " is missing. The copy is incomplete; copy the whole directory again.");
        Path description = directory.resolve("model.json");
        Files.writeString(
                description,
                Files.readString(description).replace("\"schema\" : 5", "\"schema\" : 9,\n  \"novelty\" : true"));
        assertThat(refusal(directory))
                .isEqualTo(
                        "Model " + directory + " has schema version 9, this program reads versions 2 to 5. Train again,"
                                + " or use the version that wrote it.");
    }

    private static String refusal(Path directory) {
        try {
            Scorer.open(directory);
            return "";
        } catch (JobFailure e) {
            return e.getMessage();
        }
    }

    private static List<Map<String, Object>> records(int count) {
        SplittableRandom random = new SplittableRandom(count);
        return IntStream.range(0, count).mapToObj(i -> RawModel.random(random)).toList();
    }

    /** Encodes row by row with encoders of its own, and scores row by row. */
    private static double[][] expected(Path directory, List<Map<String, Object>> records) {
        LoadedModel loaded = new ModelReader(new LocalDisk()).read(directory.toString());
        ModelEncoders encoders = ModelEncoders.read(new LocalDisk(), directory.toString(), loaded);
        RowEncoder encoder = encoders.encoder();
        EncodedRow encoded = encoder.row();
        ServingRoom room = new ServingRoom(new ServedModel(loaded.model()));
        double[][] predictions = new double[records.size()][2];
        for (int i = 0; i < predictions.length; i++) {
            encoder.encode(new PlainRecord(encoder.sources(), records.get(i)), encoded);
            RequestRows rows = new RequestRows(loaded.model().spec());
            rows.next();
            for (int field = 0; field < encoded.ids().length; field++) {
                rows.id(field, encoded.id(field));
            }
            for (int number = 0; number < encoded.numbers().length; number++) {
                rows.number(number, encoded.number(number));
            }
            for (int entry = 0; entry < encoded.length(0); entry++) {
                rows.entry(0, encoded.id(0, entry));
            }
            for (int entry = 0; entry < encoded.length(1); entry++) {
                rows.entry(1, encoded.id(1, entry), encoded.weights(1)[entry]);
            }
            room.score(rows, new double[][] {predictions[i]});
        }
        return predictions;
    }
}
