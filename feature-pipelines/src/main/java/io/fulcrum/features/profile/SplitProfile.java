package io.fulcrum.features.profile;

import java.io.Serializable;

/** What one split holds: rows, labels, and how many values of each field are absent or not finite. */
public final class SplitProfile implements Serializable {
    private static final long serialVersionUID = 1L;

    private final RowTotals totals;
    private final long[] missing; // [field]
    private final long[] notFinite; // [field]
    private final long[] partlyFinite; // [field]
    private final long[] unpaired; // [field]

    SplitProfile(int tasks, int fields) {
        totals = new RowTotals(tasks);
        missing = new long[fields];
        notFinite = new long[fields];
        partlyFinite = new long[fields];
        unpaired = new long[fields];
    }

    void add(ProfiledRows rows, int row) {
        totals.add();
        for (int task = 0; task < totals.tasks(); task++) {
            if (rows.hasLabel(row, task)) {
                totals.label(task).add(rows.label(row, task));
            }
            int fault = rows.weightFault(row, task);
            if (fault != LabelProfile.FINE) {
                totals.label(task).addWeightFault(fault);
            }
        }
    }

    /** Adds what was found of a field in the rows of the split of this ordinal. */
    void add(int field, Absences absent, int split) {
        missing[field] += absent.count(split, Presence.MISSING);
        notFinite[field] += absent.count(split, Presence.NOT_FINITE);
        partlyFinite[field] += absent.count(split, Presence.PARTLY_FINITE);
        unpaired[field] += absent.count(split, Presence.UNPAIRED);
    }

    SplitProfile merge(SplitProfile other) {
        totals.merge(other.totals);
        for (int field = 0; field < missing.length; field++) {
            missing[field] += other.missing[field];
            notFinite[field] += other.notFinite[field];
            partlyFinite[field] += other.partlyFinite[field];
            unpaired[field] += other.unpaired[field];
        }
        return this;
    }

    public long rows() {
        return totals.rows();
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

    /** Returns in how many rows the source has a number that is not finite, or a weight that is none. */
    public long notFinite(int field) {
        return notFinite[field] + partlyFinite[field];
    }

    /** Returns in how many rows a list has another number of weights than of entries. */
    public long unpaired(int field) {
        return unpaired[field];
    }
}
