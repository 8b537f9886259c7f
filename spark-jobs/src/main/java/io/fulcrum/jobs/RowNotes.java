package io.fulcrum.jobs;

import io.fulcrum.contract.TaskRows;
import io.fulcrum.contract.manifest.FeatureManifest;
import java.util.ArrayList;
import java.util.List;

/** The report's notes on which rows the metrics of a task are of. */
final class RowNotes {
    private RowNotes() {}

    /** Returns a note for each task with a space, and one for each task with weights. */
    static List<String> of(FeatureManifest manifest) {
        List<String> notes = new ArrayList<>();
        for (int task = 0; task < manifest.tasks().size(); task++) {
            String name = "Task " + manifest.tasks().task(task).name() + ": ";
            TaskRows rows = manifest.rowsOf(task);
            if (!rows.space().isEmpty()) {
                notes.add(name + "metrics are of the labelled rows in its space, " + rows.space() + ".");
            }
            rows.weights()
                    .ifPresent(column -> notes.add(name + "metrics count each labelled row once. The weights of column "
                            + column + " are used in training only; a row of weight 0 has no label."));
        }
        return notes;
    }
}
