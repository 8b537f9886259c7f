package io.fulcrum.features.encode;

import org.apache.spark.util.AccumulatorV2;

/**
 * Counts of rows that are encoded while something else consumes them. Each partition adds its counts once, after its
 * last row. They are exact if the consumer is the last stage of its job: Spark then applies the updates of one
 * successful task per partition, whatever was retried or run twice.
 */
final class RunningCounts extends AccumulatorV2<EncodedCounts, EncodedCounts> implements RowTally.Partitions {
    private static final long serialVersionUID = 1L;

    private EncodedCounts counts;

    RunningCounts(EncodedCounts counts) {
        this.counts = counts;
    }

    @Override
    public RowTally.Partition open() {
        EncodedCounts partition = counts.fresh();
        return new RowTally.Partition() {
            @Override
            public void add(EncodedBatch batch) {
                for (int row = 0; row < batch.rows(); row++) {
                    partition.add(batch.row(row));
                }
            }

            @Override
            public void close() {
                RunningCounts.this.add(partition);
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
