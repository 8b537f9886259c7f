package io.fulcrum.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fulcrum.job.ExitCode;
import io.fulcrum.model.architecture.Mmoe;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JSON lines in, JSON lines out. */
class ScoreLinesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private Path model;
    private ExitCode end;

    @BeforeEach
    void writeModel() {
        model = RawModel.write(folder.resolve("model"), new Mmoe(2, List.of(6), List.of()), 1);
    }

    @Test
    void run_records_answersEachInItsLine() throws JsonProcessingException {
        double[] expected = Scorer.open(model).score(RawModel.record());
        Map<String, Object> keyed = RawModel.recordWith("visit", "é 1");
        List<JsonNode> answers =
                run(JSON.writeValueAsString(RawModel.record()) + "\n" + JSON.writeValueAsString(keyed) + "\n");
        assertThat(end).isEqualTo(ExitCode.OK);
        assertThat(answers).hasSize(2);
        assertThat(answers.get(0).path("click").doubleValue()).isEqualTo(expected[0]);
        assertThat(answers.get(0).path("watch").doubleValue()).isEqualTo(expected[1]);
        assertThat(answers.get(0).size()).isEqualTo(2);
        assertThat(answers.get(1).path("visit").textValue()).isEqualTo("é 1");
        assertThat(answers.get(1).path("click").doubleValue()).isEqualTo(expected[0]);
    }

    @Test
    void run_candidates_answersWithAList() throws JsonProcessingException {
        double[] expected = Scorer.open(model).score(RawModel.record());
        Map<String, Object> context = RawModel.recordWithout("item");
        String list = JSON.writeValueAsString(List.of(RawModel.record(), RawModel.recordWith("item", 8)));
        String request = JSON.writeValueAsString(
                Map.of("context", context, "candidates", List.of(Map.of("item", 7), Map.of("item", 8))));
        List<JsonNode> answers = run(list + "\n" + request);
        assertThat(answers.get(0)).isEqualTo(answers.get(1)).hasSize(2);
        assertThat(answers.get(0).get(0).path("watch").doubleValue()).isEqualTo(expected[1]);
    }

    @Test
    void run_badRecords_areAnsweredWithErrorsAndTheOthersScored() throws JsonProcessingException {
        String good = JSON.writeValueAsString(RawModel.record());
        List<JsonNode> answers = run(String.join(
                "\n",
                good,
                good.replace("\"item\":7", "\"item\":\"7\""),
                "{\"item\":",
                "7",
                "",
                good.replace("\"item\":7", "\"item\":7,\"item\":8"),
                good));
        assertThat(end).isEqualTo(ExitCode.DATA_CHECK_FAILED);
        assertThat(answers).hasSize(7);
        assertThat(answers.get(6)).isEqualTo(answers.get(0));
        assertThat(error(answers, 1))
                .isEqualTo(
                        "Line 2: The field \"item\" is the text \"7\", but must be a whole number. Write it as one.");
        assertThat(error(answers, 2)).startsWith("Line 3: \"{\"item\":\" is not JSON: ");
        assertThat(error(answers, 3))
                .isEqualTo(
                        "Line 4: A record must be an object with a value per field, but is 7. Write {\"field\": value,"
                                + " …}.");
        assertThat(error(answers, 4)).startsWith("Line 5: \"\" is not JSON: ");
        assertThat(error(answers, 5)).startsWith("Line 6: ").contains("Duplicate field 'item'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --model              | The argument --model has no value. Write one after it.
            --watch 1            | There is no --model PATH: it names the directory that train published.
            --modle x            | The argument "--modle" is unknown. The program takes --model PATH
            --model m --watch 0  | --watch 0 must be a whole number of seconds from 1 to 86400.
            --model m --watch x  | --watch x must be a whole number of seconds from 1 to 86400.
            --model /no/model    | There is no /no/model/model.json: this is not a model directory.
            """)
    void run_badArguments_endsWithOneSentence(String arguments, String message) {
        assertThat(ScoreLines.run(arguments.split(" "), in(""), out(new ByteArrayOutputStream()), out(errors)))
                .isEqualTo(ExitCode.INVALID_CONFIGURATION);
        assertThat(errors.toString(StandardCharsets.UTF_8)).startsWith(message).hasLineCount(1);
    }

    @Test
    void run_help_saysHowToStartIt() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ScoreLines.run(new String[] {"--help"}, in(""), out(out), out(errors)))
                .isEqualTo(ExitCode.OK);
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("Usage: java -jar ");
    }

    private static String error(List<JsonNode> answers, int line) {
        return answers.get(line).path("error").textValue();
    }

    private List<JsonNode> run(String lines) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        end = ScoreLines.run(new String[] {"--model", model.toString()}, in(lines), out(out), out(errors));
        assertThat(errors.toString(StandardCharsets.UTF_8)).isEmpty();
        return out.toString(StandardCharsets.UTF_8)
                .lines()
                .map(ScoreLinesTest::read)
                .toList();
    }

    private static JsonNode read(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError(line, e);
        }
    }

    private static ByteArrayInputStream in(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static PrintStream out(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
