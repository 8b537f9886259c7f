package io.fulcrum.features.profile;

import java.io.Serializable;

/** What one split holds: rows, labels, and how many values of each field are absent or not finite. */
public final class SplitProfile implements Serializable {
    private static final long serialVersionUID = 1L;

    private final RowTotals totals;
    private final long[] missing; // [field]
    private final long[] notFinite; // [field]

    SplitProfile(int tasks, int fields) {
        totals = new RowTotals(tasks);
        missing = new long[fields];
        notFinite = new long[fields];
    }

    void add(ProfiledRows rows, int row) {
        totals.add(rows.hash(row));
        for (int task = 0; task < totals.tasks(); task++) {
            if (rows.hasLabel(row, task)) {
                totals.label(task).add(rows.label(row, task));
            }
        }
    }

    void add(int field, long missingValues, long notFiniteValues) {
        missing[field] += missingValues;
        notFinite[field] += notFiniteValues;
    }

    SplitProfile merge(SplitProfile other) {
        totals.merge(other.totals);
        for (int field = 0; field < missing.length; field++) {
            missing[field] += other.missing[field];
            notFinite[field] += other.notFinite[field];
        }
        return this;
    }

    public long rows() {
        return totals.rows();
    }

    /** Returns the sum of the rows' hashes: equal for equal rows in any order. */
    public long digest() {
        return totals.digest();
    }

    public LabelProfile label(int task) {
        return totals.label(task);
    }

    /** Returns in how many rows the source has no value: null or an empty list. */
    public long missing(int field) {
        return missing[field];
    }

    /** Returns in how many rows an encoding finds no value: what is not finite is missing to it, if not refused. */
    public long missingOrNotFinite(int field) {
        return missing[field] + notFinite[field];
    }

    public long notFinite(int field) {
        return notFinite[field];
    }
}
