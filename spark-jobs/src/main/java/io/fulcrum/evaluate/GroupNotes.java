package io.fulcrum.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The report's notes on examples that the grouped metrics leave out. */
final class GroupNotes {
    private GroupNotes() {}

    /** Returns a note for each task with examples that have no group. */
    static List<String> of(EvaluationSettings settings, Map<String, TaskMetrics> tasks) {
        List<String> notes = new ArrayList<>();
        tasks.forEach((name, metrics) -> {
            long ungrouped = (long) metrics.value(Metric.UNGROUPED).orElse(0);
            if (ungrouped > 0) {
                notes.add(note(name, settings.groupColumn(), ungrouped, metrics));
            }
        });
        return notes;
    }

    private static String note(String task, String column, long ungrouped, TaskMetrics metrics) {
        if (ungrouped == metrics.examples()) {
            return String.format(
                    Locale.ROOT,
                    "Task %s: none of %,d labelled examples has a value in group column %s, so there are no grouped metrics.",
                    task,
                    ungrouped,
                    column);
        }
        return String.format(
                Locale.ROOT,
                "Task %s: %,d of %,d labelled examples (%.1f %%) have no value in group column %s and are left out of"
                        + " grouped AUC and NDCG. Grouped AUC covers %.1f %% of the labelled examples.",
                task,
                ungrouped,
                metrics.examples(),
                100.0 * ungrouped / metrics.examples(),
                column,
                100 * metrics.value(Metric.GROUPED_AUC_EXAMPLE_COVERAGE).orElse(0));
    }
}
