package io.fulcrum.evaluate;

import java.io.Serializable;

/** Rows of a binary task with their group (user, request, query): what metrics inside groups need. */
public final class GroupedState implements Serializable {
    private static final long serialVersionUID = 1L;

    private final LongColumn groups = new LongColumn();
    private final LongColumn rows = new LongColumn(); // sortable score, then one bit of label

    public void add(double score, double label, long group) {
        long code = SortableFloat.encode(Inputs.score(score));
        groups.add(group);
        rows.add(code << 1 | Inputs.binaryLabel(label));
    }

    public void merge(GroupedState other) {
        groups.append(other.groups);
        rows.append(other.rows);
    }

    public long examples() {
        return groups.size();
    }

    /** Gathers the rows by group and ranks each group; the answer does not depend on the order of rows or merges. */
    public GroupedRanking read(int ndcgAt) {
        Inputs.notEmpty(examples(), "Grouped state");
        return GroupedRanking.of(groups.toArray(), rows.toArray(), ndcgAt);
    }
}
