package io.fulcrum.features.profile;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;

/** How many rows there are, the digest of their hashes, and their labels; equal for any order and partitioning. */
public final class RowTotals implements Serializable {
    private static final long serialVersionUID = 1L;

    private final List<LabelProfile> labels; // [task]
    private long rows;
    private long digest;

    /** Makes empty totals for so many tasks. */
    public RowTotals(int tasks) {
        labels = Stream.generate(LabelProfile::new).limit(tasks).toList();
    }

    /** Adds a row by the hash of its source values; its labels are added to {@link #label}. */
    public void add(long hash) {
        rows++;
        digest += hash;
    }

    public RowTotals merge(RowTotals other) {
        rows += other.rows;
        digest += other.digest;
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

    /** Returns the sum of the rows' hashes: equal for equal rows in any order. */
    public long digest() {
        return digest;
    }

    /** Returns what the labels of a task are. */
    public LabelProfile label(int task) {
        return labels.get(task);
    }
}
