package io.fulcrum.features.encode;

import java.util.Iterator;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.util.AccumulatorV2;

/**
 * Counts of rows that are encoded while something else consumes them. Each partition adds its counts once, after its
 * last row. They are exact if the consumer is the last stage of its job: Spark then applies the updates of one
 * successful task per partition, whatever was retried or run twice.
 */
final class RunningCounts extends AccumulatorV2<EncodedCounts, EncodedCounts> {
    private static final long serialVersionUID = 1L;

    private EncodedCounts counts;

    RunningCounts(EncodedCounts counts) {
        this.counts = counts;
    }

    /** Returns the same rows, counted when the last one has been taken. */
    Iterator<InternalRow> counting(Iterator<InternalRow> rows) {
        EncodedCounts partition = counts.fresh();
        return new Iterator<>() {
            private boolean open = true;

            @Override
            public boolean hasNext() {
                boolean more = rows.hasNext();
                if (!more && open) {
                    open = false;
                    add(partition);
                }
                return more;
            }

            @Override
            public InternalRow next() {
                InternalRow row = rows.next();
                partition.add(row);
                return row;
            }
        };
    }

    @Override
    public boolean isZero() {
        return counts.rows() == 0;
    }

    @Override
    public RunningCounts copy() {
        return new RunningCounts(counts.fresh().merge(counts));
    }

    @Override
    public void reset() {
        counts = counts.fresh();
    }

    @Override
    public void add(EncodedCounts partition) {
        counts.merge(partition);
    }

    @Override
    public void merge(AccumulatorV2<EncodedCounts, EncodedCounts> other) {
        counts.merge(other.value());
    }

    @Override
    public EncodedCounts value() {
        return counts;
    }
}
