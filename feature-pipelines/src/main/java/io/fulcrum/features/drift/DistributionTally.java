package io.fulcrum.features.drift;

import io.fulcrum.contract.drift.Bins;
import io.fulcrum.contract.encoder.EncodedFeature;
import io.fulcrum.features.encode.EncodedBatch;
import io.fulcrum.features.encode.RowTally;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.AccumulatorV2;

/**
 * Counts the values of rows by split, feature and bin while the rows are encoded. Each partition adds its counts once,
 * after its last row; they are exact if the rows are encoded in the last stage of a job, see {@link #rows}.
 */
public final class DistributionTally implements RowTally {
    private final List<EncodedFeature> features;
    private final List<Bins> bins; // [feature]
    private final String splitColumn; // empty if there is one split
    private final Running running;

    private DistributionTally(List<EncodedFeature> features, List<Bins> bins, String splitColumn, Running running) {
        this.features = List.copyOf(features);
        this.bins = List.copyOf(bins);
        this.splitColumn = splitColumn;
        this.running = running;
    }

    /** Counts all rows as one split. */
    static DistributionTally ofOneSplit(SparkContext spark, List<EncodedFeature> features, List<Bins> bins) {
        return of(spark, features, bins, new Splits("", 1));
    }

    /** Counts rows by the ordinals in a column of ints. */
    static DistributionTally ofSplits(
            SparkContext spark, List<EncodedFeature> features, List<Bins> bins, String column, int splits) {
        return of(spark, features, bins, new Splits(column, splits));
    }

    /** The column of the ordinal of a row's split, empty if there is only one. */
    private record Splits(String column, int count) {}

    private static DistributionTally of(
            SparkContext spark, List<EncodedFeature> features, List<Bins> bins, Splits splits) {
        int[] sizes = bins.stream().mapToInt(Bins::size).toArray();
        Running running = new Running(BinTotals.of(sizes, splits.count()));
        spark.register(running);
        return new DistributionTally(features, bins, splits.column(), running);
    }

    /**
     * Returns how many rows of a split were counted: fewer than there are if a task took encoded rows from the cache of
     * one that failed.
     */
    long rows(int split) {
        return running.value().rows(split);
    }

    /** Returns the counts of a feature in a split; // [bin]. */
    long[] counts(int split, int feature) {
        return running.value().of(feature)[split];
    }

    List<Bins> bins() {
        return bins;
    }

    @Override
    public Partitions of(StructType schema) {
        int split = splitColumn.isEmpty() ? -1 : schema.fieldIndex(splitColumn);
        List<EncodedFeature> counted = features;
        List<Bins> into = bins;
        Running sum = running;
        return () -> new Counting(FieldTally.of(counted, into).toArray(FieldTally[]::new), split, sum);
    }

    /** Counts the rows of one partition. */
    private static final class Counting implements Partition {
        private final FieldTally[] fields; // [feature]
        private final int split;
        private final Running running;
        private final BinTotals totals;

        Counting(FieldTally[] fields, int split, Running running) {
            this.fields = fields;
            this.split = split;
            this.running = running;
            totals = running.value().fresh();
        }

        @Override
        public void add(EncodedBatch batch) {
            int[] splits = new int[batch.rows()];
            for (int row = 0; row < splits.length && split >= 0; row++) {
                splits[row] = batch.row(row).getInt(split);
            }
            totals.addRows(splits);
            for (int field = 0; field < fields.length; field++) {
                fields[field].add(batch, splits, totals.of(field));
            }
        }

        @Override
        public void close() {
            running.add(totals);
        }
    }

    /** The sum over partitions. */
    private static final class Running extends AccumulatorV2<BinTotals, BinTotals> {
        private static final long serialVersionUID = 1L;

        private BinTotals totals;

        Running(BinTotals totals) {
            this.totals = totals;
        }

        @Override
        public boolean isZero() {
            return totals.isZero();
        }

        @Override
        public Running copy() {
            return new Running(totals.fresh().merge(totals));
        }

        @Override
        public void reset() {
            totals = totals.fresh();
        }

        @Override
        public void add(BinTotals partition) {
            totals.merge(partition);
        }

        @Override
        public void merge(AccumulatorV2<BinTotals, BinTotals> other) {
            totals.merge(other.value());
        }

        @Override
        public BinTotals value() {
            return totals;
        }
    }
}
