package io.fulcrum.evaluate;

import io.fulcrum.evaluate.html.ReportHtml;
import io.fulcrum.fuzz.FuzzRun;
import io.fulcrum.fuzz.Mutations;
import org.junit.jupiter.api.Test;

/** Damaged reports and round logs end in a page or in one clear message. */
class ReportFuzzTest {
    private static final String LOG = """
      {"round":0,"epoch":0,"step":9,"examples":102400,"rowsPerSecond":30000.0,"seconds":{"probe":0.01,"total":2.2},\
      "bytesDown":1,"bytesUp":2,"tasks":["click","buy"],"losses":{"buy":0.2,"click":0.3},"probeLosses":{"buy":null},\
      "taskWeights":{"buy":1.1,"click":0.9},"gram":[[1,0],[0,1]],"cosines":[[1,0.5],[0.5,1]],"multipliers":[0,0],\
      "lambda":0.0,"gap":1e-17,"notes":["a"],"parametersDigest":"ab"}
      {"round":1,"epoch":0,"step":18,"examples":102400,"losses":{"buy":0.1,"click":0.2},\
      "taskWeights":{"buy":1.0,"click":1.0},"cosines":[[1,"NaN"],[0.5,1]],\
      "validation":{"buy":{"auc":0.95,"logLoss":0.12}}}
      """;
    private static final int DRAWN = 50; // one of so many, for drawing takes longest
    private static final EvaluationReport MEASURED = SampleReports.mixed(3);

    @Test
    void report_damagedBaseline_isRefusedOrCompared() {
        String json = ReportJson.toJson(MEASURED);
        FuzzRun.of(4_000, ReportFormatException.class, mutations -> {
            EvaluationReport baseline = ReportJson.fromJson(damaged(mutations, json), "report.json");
            ReportJson.toJson(MEASURED.comparedWith(baseline));
            if (mutations.below(DRAWN) == 0) {
                ReportHtml.render(baseline, TrainingHistory.NONE);
            }
        });
    }

    @Test
    void roundLog_damaged_isRefusedOrDrawn() {
        FuzzRun.of(12_000, ReportFormatException.class, mutations -> {
            TrainingHistory history = RoundLogReader.parse(damagedLog(mutations), "rounds.jsonl");
            if (mutations.below(DRAWN) == 0) {
                ReportHtml.render(MEASURED, history);
            }
        });
    }

    private static String damaged(Mutations mutations, String json) {
        return mutations.below(3) == 0 ? mutations.text(json) : mutations.json(json);
    }

    private static String damagedLog(Mutations mutations) {
        if (mutations.below(2) == 0) {
            return mutations.text(LOG);
        }
        String[] lines = LOG.split("\n");
        int line = mutations.below(lines.length);
        lines[line] = mutations.json(lines[line]);
        return String.join("\n", lines) + "\n";
    }
}
