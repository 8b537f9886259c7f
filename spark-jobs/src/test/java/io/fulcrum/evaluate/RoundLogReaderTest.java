package io.fulcrum.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoundLogReaderTest {
    private static final String FULL = """
      {"round":0,"epoch":0,"step":100,"examples":102400,"rowsPerSecond":30000.0,\
      "seconds":{"broadcast":0.01,"total":2.2},"bytesDown":1,"bytesUp":2,"losses":{"income":0.2,"never-married":0.3},\
      "taskWeights":{"income":1.1,"never-married":0.9},"gram":[[1,0],[0,1]],"cosines":[[1,0.5],[0.5,1]],\
      "multipliers":[0,0],"lambda":0.0,"gap":1e-17,"notes":[],"parametersDigest":"ab",\
      "validation":{"income":{"auc":0.95,"logLoss":0.12}}}
      """;

    private static String line(int round, String losses) {
        return "{\"round\":%d,\"epoch\":0,\"losses\":%s,\"taskWeights\":{}}\n".formatted(round, losses);
    }

    @Test
    void parse_fullLine_keepsWhatThePageNeeds() {
        RoundEntry round = RoundLogReader.parse(FULL, "rounds.jsonl").rounds().get(0);
        assertThat(round.at()).isEqualTo(new RoundEntry.Position(1, 1, 102400, 2.2));
        assertThat(round.losses()).containsExactly(Map.entry("income", 0.2), Map.entry("never-married", 0.3));
        assertThat(round.taskWeights()).containsEntry("income", 1.1);
        assertThat(round.cosines()).containsExactly(List.of(1.0, 0.5), List.of(0.5, 1.0));
        assertThat(round.validation().get("income")).containsEntry("auc", 0.95);
    }

    @Test
    void parse_resumedAcrossVersions_numbersFromOneThroughout() {
        TrainingHistory history = RoundLogReader.parse(
                "{\"round\":0,\"epoch\":0,\"losses\":{\"a\":1},\"taskWeights\":{}}\n"
                        + "{\"round\":1,\"epoch\":1,\"losses\":{\"a\":2},\"taskWeights\":{}}\n"
                        + "{\"schema\":2,\"round\":3,\"epoch\":3,\"losses\":{\"a\":3},\"taskWeights\":{}}\n",
                "x");
        assertThat(history.rounds())
                .extracting(round -> round.at().round(), round -> round.at().epoch())
                .containsExactly(tuple(1, 1), tuple(2, 2), tuple(3, 3));
    }

    /** Round 1 measured its probe again, round 2 did not and is compared with round 3, which has no round after it. */
    @Test
    void parse_changesOfLosses_areMeasuredOrThoseToTheNextProbe() {
        String round = "{\"schema\":3,\"round\":%d,\"epoch\":1,\"tasks\":[\"b\",\"a\"],\"losses\":{\"a\":1,\"b\":1},"
                + "\"taskWeights\":{},\"probeLosses\":{\"a\":%s,\"b\":%s}%s}%n";
        TrainingHistory history = RoundLogReader.parse(
                String.format(
                                Locale.ROOT,
                                round,
                                1,
                                "4",
                                "2",
                                ",\"predictedChange\":{\"a\":-1.5,\"b\":0.25},\"probeLossesAfter\":{\"a\":3,\"b\":2.5}")
                        + String.format(Locale.ROOT, round, 2, "3", "null", "")
                        + String.format(Locale.ROOT, round, 3, "2.5", "1", ""),
                "x");
        assertThat(history.rounds().get(0).changes().predicted())
                .containsExactly(Map.entry("b", 0.25), Map.entry("a", -1.5));
        assertThat(history.rounds().get(0).changes().observed())
                .containsExactly(Map.entry("b", 0.5), Map.entry("a", -1.0));
        assertThat(history.rounds().get(1).changes().observed()).containsExactly(Map.entry("a", -0.5));
        assertThat(history.rounds().get(1).changes().predicted()).isEmpty();
        assertThat(history.rounds().get(2).changes().observed()).isEmpty();
    }

    @Test
    void parse_newerSchema_isRefused() {
        assertThatThrownBy(() -> RoundLogReader.parse("{\"schema\":6,\"round\":1}\n", "rounds.jsonl"))
                .hasMessage("rounds.jsonl line 1: schema = 6 must be at most 5, the newest that this version reads."
                        + " Use the file as Fulcrum wrote it.");
    }

    @Test
    void parse_numbersThatWereNotFinite_areAbsent() {
        RoundEntry round = RoundLogReader.parse(line(0, "{\"a\":null,\"b\":\"NaN\",\"c\":1}"), "x")
                .rounds()
                .get(0);
        assertThat(round.losses()).containsExactly(Map.entry("c", 1.0));
    }

    @Test
    void parse_resumedLog_keepsTheLaterRoundAndSaysSo() {
        TrainingHistory history =
                RoundLogReader.parse(line(0, "{\"a\":1}") + line(1, "{\"a\":2}") + line(1, "{\"a\":3}"), "x");
        assertThat(history.rounds()).hasSize(2);
        assertThat(history.rounds().get(1).losses()).containsEntry("a", 3.0);
        assertThat(history.notes())
                .containsExactly("Rounds that were repeated after a resume: 1. The repeated ones are shown.");
    }

    @Test
    void parse_lastLineCutShort_isLeftOutAndTold() {
        TrainingHistory history = RoundLogReader.parse(line(0, "{\"a\":1}") + "{\"round\":1,\"ep", "x");
        assertThat(history.rounds()).hasSize(1);
        assertThat(history.notes()).containsExactly("The last line of the round log is incomplete; it was skipped.");
    }

    @Test
    void parse_brokenLineInside_isRefusedByLine() {
        assertThatThrownBy(() -> RoundLogReader.parse("{\"round\":1,\n" + line(1, "{}"), "rounds.jsonl"))
                .isInstanceOf(ReportFormatException.class)
                .hasMessageStartingWith("rounds.jsonl line 1: is not JSON: ");
        assertThatThrownBy(() -> RoundLogReader.parse("{\"round\":\"x\"}\n", "rounds.jsonl"))
                .hasMessage(
                        "rounds.jsonl line 1: round = \"x\" must be a whole number. Use the file as Fulcrum wrote it.");
    }

    @Test
    void parse_tasksNotInTheOrderOfTheirNames_keepTheOrderOfTheMatrices() {
        TrainingHistory history = RoundLogReader.parse(
                "{\"round\":0,\"epoch\":0,\"tasks\":[\"years\",\"income\",\"bought\"],"
                        + "\"losses\":{\"bought\":0.1,\"income\":0.2,\"years\":0.3},"
                        + "\"taskWeights\":{\"bought\":1,\"income\":1,\"years\":1}}\n",
                "log");

        assertThat(history.tasks()).containsExactly("years", "income", "bought");
    }
}
