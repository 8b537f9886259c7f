package io.fulcrum.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.balance.BalanceSettings.Method;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code fulcrum balance explain}. */
class BalanceCommandTest {
    private static final String ROUND = """
            {"schema":2,"round":%d,"tasks":["click","buy"],"probeLosses":{"buy":0.25,"click":1},"gram":[[%s,1],[1,9]]}
            """;

    @TempDir
    Path folder;

    @Test
    void explain_roundOfALog_solvesEveryMethodOnItsMatrix() throws IOException {
        Path log = write("rounds.jsonl", ROUND.formatted(1, "7") + ROUND.formatted(2, "4"));
        CommandRun run = CommandRun.of("balance", "explain", "--rounds", log.toString(), "--round", "2");
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        List<String> lines = run.out().lines().toList();
        assertThat(lines.get(0))
                .startsWith("method")
                .contains(
                        "weight click",
                        "weight buy",
                        "cosine click",
                        "cosine buy",
                        "loss falls click",
                        "loss falls buy");
        assertThat(lines).hasSizeGreaterThanOrEqualTo(1 + Method.values().length);
        // MGDA on {{4, 1}, {1, 9}}: w_1 = (9 - 1) / (4 + 9 - 2) = 8 / 11, so u = (16, 6) / 11 and H u = (70, 70) / 11;
        // cosines are 70 / 11 over the norms 2 and 3 and over ||G'u|| = sqrt(140 / 11).
        assertThat(numbers(lines, "mgda"))
                .startsWith("1.4545", "0.54545", "0.89188", "0.59459", "6.3636", "6.3636", "1.0000");
        // Of the sum the losses fall by 5 and 10.
        assertThat(numbers(lines, "static")).startsWith("1.0000", "1.0000").contains("5.0000", "10.000");
        // GLS knows the losses 1 and 0.25: weights 1 to 4.
        assertThat(numbers(lines, "gls")).startsWith("0.40000", "1.6000");
    }

    @Test
    void explain_matrixByTheRepresentation_saysWhatItIsOf() throws IOException {
        String parameters = "mgda-ub: solved on gradients of parameters, which the round measured; a training with this"
                + " method measures those by the common representation.";
        String representation = "The round measured gradients by the common representation: cosines and falls of losses"
                + " are those of a step of the representation.";
        Path log = write(
                "rounds.jsonl",
                ROUND.formatted(1, "4")
                        + ROUND.formatted(2, "4").replace("\"gram\"", "\"gramOf\":\"representation\",\"gram\""));
        CommandRun first = CommandRun.of("balance", "explain", "--rounds", log.toString(), "--round", "1");
        assertThat(first.out().lines()).contains(parameters).doesNotContain(representation);
        CommandRun second = CommandRun.of("balance", "explain", "--rounds", log.toString(), "--round", "2");
        assertThat(second.out().lines()).contains(representation).doesNotContain(parameters);
        for (String method : List.of("mgda-ub", "multibalance")) {
            assertThat(numbers(second.out().lines().toList(), method)).startsWith("1.4545", "0.54545", "0.89188");
        }
    }

    @Test
    void explain_matrixOfAFile_numbersTheTasks() throws IOException {
        Path file = write("gram.json", "[[1, -2], [-2, 4]]");
        CommandRun run = CommandRun.of("balance", "explain", "--gram", file.toString());
        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains("weight t1", "weight t2")
                .contains(
                        "nash-mtl: Round 1: the gradients are Pareto-stationary to rounding; the weights are unchanged.");
    }

    @Test
    void explain_logWithoutASchema_countsRoundsFromZero() throws IOException {
        Path log = write("rounds.jsonl", ROUND.formatted(0, "4").replace("\"schema\":2,", ""));
        assertThat(CommandRun.of("balance", "explain", "--rounds", log.toString(), "--round", "1")
                        .status())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "[[1, 2]] | FILE: has no Gram matrix, which must be a list of as many rows of numbers as there are tasks.",
                "[[1, a]] | FILE: has no Gram matrix, which must be",
                "[] | FILE: has no Gram matrix, which must be",
                "{} | FILE: has no Gram matrix, which must be",
                "[[-1]] | Gram matrix: entry (0, 0) = -1.0 must be at least 0, it is a squared norm.",
                "[[1, 0], [1, 1]] | Gram matrix: entries (1, 0) = 1.0 and (0, 1) = 0.0 differ; it must be symmetric to rounding.",
            })
    void explain_badMatrix_isRefusedInWords(String text, String message) throws IOException {
        Path file = write("gram.json", text);
        CommandRun run = CommandRun.of("balance", "explain", "--gram", file.toString());
        assertThat(run.err()).contains(message.replace("FILE", file.toString())).doesNotContain("\tat ");
        assertThat(run.status()).isEqualTo(2);
    }

    @Test
    void explain_badLog_isRefusedInWords() throws IOException {
        Path log = write("rounds.jsonl", ROUND.formatted(1, "7") + ROUND.formatted(2, "4"));
        assertRefused("3", log, log + ": has no round 3. Its last round is 2; name another.");
        Path noise = write("noise.jsonl", "nothing\n\n");
        assertRefused(
                "3",
                noise,
                noise + ": has no round 3, because it has no rounds at all. Name the rounds.jsonl of a training.");
        Path none = write("none.jsonl", "{\"schema\":2,\"round\":3,\"tasks\":[\"a\"]}");
        assertRefused("3", none, none + ", round 3: has no Gram matrix, which must be a list");
        Path other = write("other.jsonl", "{\"schema\":2,\"round\":3,\"tasks\":[\"a\"],\"gram\":[[1,0],[0,1]]}");
        assertRefused("3", other, other + ", round 3: names 1 tasks, but its Gram matrix has 2 rows.");
        Path missing = folder.resolve("missing.jsonl");
        assertRefused("3", missing, missing + " does not exist or cannot be read. Name an existing file.");
    }

    @Test
    void explain_withoutARound_saysWhatIsMissing() {
        assertThat(CommandRun.of("balance", "explain").status()).isEqualTo(2);
        CommandRun half = CommandRun.of("balance", "explain", "--rounds", "x");
        assertThat(half.status()).isEqualTo(2);
        assertThat(half.err()).contains("--round");
    }

    private static void assertRefused(String round, Path log, String message) {
        CommandRun run = CommandRun.of("balance", "explain", "--rounds", log.toString(), "--round", round);
        assertThat(run.err()).startsWith(message);
        assertThat(run.status()).isEqualTo(2);
    }

    private static List<String> numbers(List<String> lines, String method) {
        String line = lines.stream()
                .filter(text -> text.startsWith(method + " "))
                .findFirst()
                .orElseThrow();
        return Arrays.asList(line.substring(method.length()).strip().split(" +"));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
