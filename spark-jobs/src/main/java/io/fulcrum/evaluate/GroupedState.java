package io.fulcrum.evaluate;

import io.fulcrum.contract.manifest.FeatureManifest;
import java.io.Serializable;

/**
 * Rows of a binary task with their group (user, request, query): what metrics inside groups need. Rows without a group
 * are counted and not ranked.
 */
public final class GroupedState implements Serializable {
    private static final long serialVersionUID = 1L;

    private final LongColumn groups = new LongColumn();
    private final LongColumn rows = new LongColumn(); // sortable score, then one bit of label
    private long ungrouped;

    public void add(double score, double label, long group) {
        long code = SortableFloat.encode(Inputs.score(score));
        if (group == FeatureManifest.NO_GROUP) {
            ungrouped++;
            return;
        }
        groups.add(group);
        rows.add(code << 1 | Inputs.binaryLabel(label));
    }

    public void merge(GroupedState other) {
        groups.append(other.groups);
        rows.append(other.rows);
        ungrouped += other.ungrouped;
    }

    public long examples() {
        return groups.size() + ungrouped;
    }

    /** Gathers the rows by group and ranks each group; the answer does not depend on the order of rows or merges. */
    public GroupedRanking read(int ndcgAt) {
        Inputs.notEmpty(examples(), "Grouped state");
        return GroupedRanking.of(groups.toArray(), rows.toArray(), ungrouped, ndcgAt);
    }
}
