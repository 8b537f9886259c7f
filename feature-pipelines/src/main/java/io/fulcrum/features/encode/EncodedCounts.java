package io.fulcrum.features.encode;

import io.fulcrum.contract.encoder.Source;
import io.fulcrum.features.encode.CountedColumns.Known;
import io.fulcrum.features.profile.LabelProfile;
import io.fulcrum.features.profile.RowTotals;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;

/**
 * What encoded rows hold: how many they are, their labels, and how many values the vocabularies do not have. Equal for
 * any order and partitioning of the rows.
 */
public final class EncodedCounts implements Serializable {
    private static final long serialVersionUID = 1L;

    private final CountedColumns columns;
    private final RowTotals totals;
    private long digest;
    private final long[] values; // [vocabulary feature]
    private final long[] unseen; // [vocabulary feature]

    EncodedCounts(CountedColumns columns) {
        this.columns = columns;
        totals = new RowTotals(columns.labels().length);
        values = new long[columns.vocabularies().size()];
        unseen = new long[values.length];
    }

    /**
     * Values of one feature that its vocabulary does not have.
     *
     * @param values number of values, of lists every entry; missing ones are not counted
     * @param unseen how many of them are not in the vocabulary
     */
    public record Unseen(String feature, long values, long unseen) {
        /** Returns the share of unseen values, 0 without any value. */
        public double share() {
            return values == 0 ? 0 : (double) unseen / values;
        }
    }

    EncodedCounts fresh() {
        return new EncodedCounts(columns);
    }

    void add(InternalRow row) {
        totals.add();
        digest += row.getLong(columns.row());
        for (int task = 0; task < totals.tasks(); task++) {
            int label = columns.labels()[task];
            if (!row.isNullAt(label)) {
                totals.label(task).add(row.getDouble(label));
            }
        }
        for (int task = 0; task < columns.weightFaults().length; task++) {
            int fault = row.getInt(columns.weightFaults()[task]);
            if (fault != LabelProfile.FINE) {
                totals.label(task).addWeightFault(fault);
            }
        }
        for (int i = 0; i < values.length; i++) {
            Known known = columns.vocabularies().get(i);
            if (known.shape() == Source.Shape.SCALAR) {
                add(i, row.getInt(known.column()), known);
            } else {
                addList(i, row.getArray(known.column()), known);
            }
        }
    }

    private void addList(int feature, ArrayData ids, Known known) {
        for (int entry = 0; entry < ids.numElements(); entry++) {
            add(feature, ids.getInt(entry), known);
        }
    }

    private void add(int feature, int id, Known known) {
        values[feature] += id == 0 ? 0 : 1;
        unseen[feature] += known.encoder().isUnknown(id) ? 1 : 0;
    }

    EncodedCounts merge(EncodedCounts other) {
        totals.merge(other.totals);
        digest += other.digest;
        for (int i = 0; i < values.length; i++) {
            values[i] += other.values[i];
            unseen[i] += other.unseen[i];
        }
        return this;
    }

    public long rows() {
        return totals.rows();
    }

    /** Returns the sum of the rows' hashes: equal for equal rows in any order. */
    public long digest() {
        return digest;
    }

    /** Returns what the labels of a task are. */
    public LabelProfile label(int task) {
        return totals.label(task);
    }

    /** Whether a row has a label of any task. */
    public boolean hasLabels() {
        return IntStream.range(0, totals.tasks())
                .anyMatch(task -> totals.label(task).labels().count() > 0);
    }

    /** Returns the unseen values of each feature that has a vocabulary, in the order of the features. */
    public List<Unseen> unseen() {
        List<Unseen> features = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            features.add(new Unseen(columns.vocabularies().get(i).feature(), values[i], unseen[i]));
        }
        return features;
    }
}
