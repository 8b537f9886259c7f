package io.fulcrum.features.drift;

import java.io.Serializable;

/** Number of values by split, feature and bin; equal for any order and partitioning of the rows. */
final class BinTotals implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int[] sizes; // [feature] number of bins
    private final long[] rows; // [split]
    private final long[][][] counts; // [split][feature][bin], null for a split without rows

    BinTotals(int[] sizes, int splits) {
        this.sizes = sizes;
        rows = new long[splits];
        counts = new long[splits][][];
    }

    BinTotals fresh() {
        return new BinTotals(sizes, rows.length);
    }

    /** Counts a row and returns the counts of its split to add its values to; // [feature][bin]. */
    long[][] row(int split) {
        rows[split]++;
        return of(split);
    }

    BinTotals merge(BinTotals other) {
        for (int split = 0; split < rows.length; split++) {
            rows[split] += other.rows[split];
            if (other.counts[split] != null) {
                add(of(split), other.counts[split]);
            }
        }
        return this;
    }

    long rows(int split) {
        return rows[split];
    }

    boolean isZero() {
        for (long split : rows) {
            if (split > 0) {
                return false;
            }
        }
        return true;
    }

    /** Returns the counts of a feature in a split; // [bin]. */
    long[] counts(int split, int feature) {
        return of(split)[feature];
    }

    private long[][] of(int split) {
        if (counts[split] == null) {
            counts[split] = new long[sizes.length][];
            for (int feature = 0; feature < sizes.length; feature++) {
                counts[split][feature] = new long[sizes[feature]];
            }
        }
        return counts[split];
    }

    private static void add(long[][] to, long[][] from) {
        for (int feature = 0; feature < to.length; feature++) {
            for (int bin = 0; bin < to[feature].length; bin++) {
                to[feature][bin] += from[feature][bin];
            }
        }
    }
}
