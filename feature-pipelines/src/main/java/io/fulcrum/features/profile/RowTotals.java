package io.fulcrum.features.profile;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;

/** How many rows there are and their labels; equal for any order and partitioning. */
public final class RowTotals implements Serializable {
    private static final long serialVersionUID = 1L;

    private final List<LabelProfile> labels; // [task]
    private long rows;

    /** Makes empty totals for so many tasks. */
    public RowTotals(int tasks) {
        labels = Stream.generate(LabelProfile::new).limit(tasks).toList();
    }

    /** Adds a row, whose labels are added to {@link #label}. */
    public void add() {
        rows++;
    }

    public RowTotals merge(RowTotals other) {
        rows += other.rows;
        for (int task = 0; task < labels.size(); task++) {
            labels.get(task).merge(other.labels.get(task));
        }
        return this;
    }

    public int tasks() {
        return labels.size();
    }

    public long rows() {
        return rows;
    }

    /** Returns what the labels of a task are. */
    public LabelProfile label(int task) {
        return labels.get(task);
    }
}
