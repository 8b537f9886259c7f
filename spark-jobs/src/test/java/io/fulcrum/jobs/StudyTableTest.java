package io.fulcrum.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.jobs.StudyTable.TrialResult;
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
        assertThat(table.toString().lines())
                .containsExactly(
                        "on validation, to choose by:",
                        "rounds.workers=1  3 seeds, 2.0 s each",
                        "  click                 auc 0.73000 ± 0.03606 (0.70000 … 0.77000)",
                        "rounds.workers=2  1 seeds, 4.0 s each",
                        "  click                 auc 0.60000 ± 0.00000 (0.60000 … 0.60000)");
        assertThat(table.facts().trials()).hasSize(4);
    }

    @Test
    void toString_metricOfSomeTasks_isShownWhereItIs() {
        StudyTable table = new StudyTable();
        table.add(new TrialResult("", 1, 0, 1, Map.of("watch", Map.of("rmse", 2.5, "mae", 2.0))));
        assertThat(table.toString().lines())
                .containsExactly(
                        "on validation, to choose by:",
                        "as configured  1 seeds, 1.0 s each",
                        "  watch                 rmse 2.50000 ± 0.00000 (2.50000 … 2.50000)");
    }

    @Test
    void best_severalTasks_isTheGreatestMeanRelativeChangeOfMeans() {
        StudyTable table = new StudyTable();
        table.add(two("a", 0.80, 2.0));
        // (+0.04 / 0.80 + 0.1 / 2.0) / 2 = 0.05 beats (+0.08 / 0.80 - 0.1 / 2.0) / 2 = 0.025 and a's own 0.
        table.add(two("b", 0.84, 1.9));
        table.add(two("c", 0.88, 2.1));
        assertThat(table.best()).isEqualTo("b");
        assertThat(table.facts().chosen()).isEqualTo("b");
    }

    @Test
    void best_noneBetterThanTheFirst_isTheFirst() {
        StudyTable table = new StudyTable();
        table.add(trial("a", 1, 1, 0.7));
        table.add(trial("b", 1, 1, 0.7));
        table.add(trial("c", 1, 1, 0.6));
        assertThat(table.best()).isEqualTo("a");
    }

    @Test
    void toString_testOfTheChosen_standsApart() {
        StudyTable table = new StudyTable();
        table.add(trial("a", 1, 1, 0.7));
        table.add(trial("b", 1, 1, 0.8));
        table.addTest(trial("b", 1, 1, 0.75));
        assertThat(table.toString().lines().skip(5))
                .containsExactly(
                        "on test, the best of the above alone:",
                        "b  1 seeds, 1.0 s each",
                        "  click                 auc 0.75000 ± 0.00000 (0.75000 … 0.75000)");
        assertThat(table.facts().summary())
                .extracting(StudyTable.Spread::split)
                .containsExactly("validation", "validation", "test");
    }

    @Test
    void toString_testOfAll_warnsThatTheSplitIsUsedUp() {
        StudyTable table = new StudyTable();
        for (String variant : new String[] {"a", "b"}) {
            table.add(trial(variant, 1, 1, 0.7));
            table.addTest(trial(variant, 1, 1, 0.75));
        }
        assertThat(table.toString().lines().skip(5))
                .containsExactly(
                        "on test, every variant:",
                        "a  1 seeds, 1.0 s each",
                        "  click                 auc 0.75000 ± 0.00000 (0.75000 … 0.75000)",
                        "b  1 seeds, 1.0 s each",
                        "  click                 auc 0.75000 ± 0.00000 (0.75000 … 0.75000)",
                        "The test split is used up: it no longer gives an unbiased estimate for a variant that is chosen"
                                + " among these. Choose by validation, or report a split that no one has seen.");
    }

    private static TrialResult two(String variant, double auc, double rmse) {
        return new TrialResult(variant, 1, 0, 1, Map.of("click", Map.of("auc", auc), "watch", Map.of("rmse", rmse)));
    }

    private static TrialResult trial(String variant, long seed, double seconds, double auc) {
        return new TrialResult(variant, seed, 0, seconds, Map.of("click", Map.of("auc", auc)));
    }
}
