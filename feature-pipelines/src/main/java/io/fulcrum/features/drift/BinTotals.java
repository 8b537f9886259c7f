package io.fulcrum.features.drift;

import java.io.Serializable;
import java.util.Arrays;

/** Number of values by feature, split and bin; equal for any order and partitioning of the rows. */
final class BinTotals implements Serializable {
    private static final long serialVersionUID = 1L;

    private final long[] rows; // [split]
    private final long[][][] counts; // [feature][split][bin]

    private BinTotals(long[] rows, long[][][] counts) {
        this.rows = rows;
        this.counts = counts;
    }

    /** Returns empty totals of features with so many bins. */
    static BinTotals of(int[] sizes, int splits) {
        long[][][] counts = new long[sizes.length][][];
        for (int feature = 0; feature < sizes.length; feature++) {
            counts[feature] = new long[splits][sizes[feature]];
        }
        return new BinTotals(new long[splits], counts);
    }

    BinTotals fresh() {
        return of(Arrays.stream(counts).mapToInt(feature -> feature[0].length).toArray(), rows.length);
    }

    /** Counts rows of these splits; // [row]. */
    void addRows(int[] splits) {
        for (int split : splits) {
            rows[split]++;
        }
    }

    BinTotals merge(BinTotals other) {
        for (int split = 0; split < rows.length; split++) {
            rows[split] += other.rows[split];
            for (int feature = 0; feature < counts.length; feature++) {
                add(counts[feature][split], other.counts[feature][split]);
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

    /** Returns the counts of a feature; // [split][bin]. */
    long[][] of(int feature) {
        return counts[feature];
    }

    private static void add(long[] to, long[] from) {
        for (int bin = 0; bin < to.length; bin++) {
            to[bin] += from[bin];
        }
    }
}
