package io.fulcrum.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.jobs.StudyJob.TrialResult;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Means and deviations of a study, by hand. */
class StudyTableTest {
  @Test
  void toString_threeSeeds_hasMeanDeviationAndRange() {
    StudyTable table = new StudyTable();
    table.add(trial("rounds.workers=1", 1, 0.5, 0.70));
    table.add(trial("rounds.workers=1", 2, 1.5, 0.72));
    table.add(trial("rounds.workers=2", 1, 4, 0.60));
    table.add(trial("rounds.workers=1", 3, 4, 0.77));
    // Mean (0.70 + 0.72 + 0.77) / 3 = 0.73; squares 0.0009 + 0.0001 + 0.0016 = 0.0026, / 2 = 0.0013, root 0.03606.
    assertThat(table.toString().lines()).containsExactly(
        "rounds.workers=1  3 seeds, 2.0 s each",
        "  click                 auc 0.73000 ± 0.03606 (0.70000 … 0.77000)",
        "rounds.workers=2  1 seeds, 4.0 s each",
        "  click                 auc 0.60000 ± 0.00000 (0.60000 … 0.60000)");
    assertThat(table.results()).hasSize(4);
  }

  @Test
  void toString_metricOfSomeTasks_isShownWhereItIs() {
    StudyTable table = new StudyTable();
    table.add(new TrialResult("", 1, 0, 1, Map.of("watch", Map.of("rmse", 2.5, "mae", 2.0))));
    assertThat(table.toString().lines()).containsExactly("as configured  1 seeds, 1.0 s each",
        "  watch                 rmse 2.50000 ± 0.00000 (2.50000 … 2.50000)");
  }

  private static TrialResult trial(String variant, long seed, double seconds, double auc) {
    return new TrialResult(variant, seed, 0, seconds, Map.of("click", Map.of("auc", auc)));
  }
}
