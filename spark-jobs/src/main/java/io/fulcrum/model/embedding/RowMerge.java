package io.fulcrum.model.embedding;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Merges the rows that workers changed in one round, in the order of the workers.
 *
 * <p>With base row b, and row x_k of each worker k that touched it: {@code TOUCHED_MEAN} is the mean of the x_k
 * (FedSubAvg, arXiv 2109.07704: a change is divided by the number of workers that made it); {@code MEAN} is
 * b + Σ (x_k - b) / W over all W workers; {@code SUM} is b + Σ (x_k - b). A row of a single worker keeps its bits under
 * TOUCHED_MEAN and SUM, and under every rule when there is one worker. Optimiser state is always merged by
 * TOUCHED_MEAN: a sum of second moments would be no second moment.
 */
public enum RowMerge {
    TOUCHED_MEAN,
    MEAN,
    SUM;

    private static final int STRETCH = 4096; // groups that one core takes at a time

    /** Returns the merged records of every row that some worker changed. */
    public RowRecords merge(List<RowRecords> changes, EmbeddingTables base) {
        if (changes.size() == 1) {
            return changes.get(0);
        }
        int tables = base.spec().tables().size();
        int[][] rows = new int[tables][];
        float[][] records = new float[tables][];
        for (int table = 0; table < tables; table++) {
            RowGroups groups = new RowGroups(changes, table);
            rows[table] = groups.rows();
            records[table] = new float[RecordRoom.floats(base.spec(), table, groups.size(), "The workers together")];
            new TableMerge(this, groups, base.spec().width(table), base.spec().stride(table))
                    .into(records[table], base.table(table));
        }
        return new RowRecords(rows, records);
    }

    /** The merge of one table's rows: stretches of them side by side, for no row has to do with another. */
    private record TableMerge(RowMerge rule, RowGroups groups, int width, int stride) {
        private void into(float[] merged, TableRows base) {
            IntStream.rangeClosed(0, groups.size() / STRETCH)
                    .parallel()
                    .forEach(stretch ->
                            merge(stretch * STRETCH, Math.min(groups.size(), (stretch + 1) * STRETCH), base, merged));
        }

        private void merge(int from, int to, TableRows base, float[] merged) {
            double[] sum = new double[stride];
            float[] before = new float[stride];
            for (int group = from; group < to; group++) {
                if (groups.touched(group) == 1 && rule != MEAN) {
                    groups.copyFirst(group, merged, group * stride, stride);
                    continue;
                }
                groups.sum(group, sum);
                if (rule != TOUCHED_MEAN) {
                    base.copyTo(groups.rows()[group], before, 0, stride);
                }
                for (int position = 0; position < stride; position++) {
                    merged[group * stride + position] = (float) ruleAt(position)
                            .value(sum[position], before[position], groups.touched(group), groups.workers());
                }
            }
        }

        private RowMerge ruleAt(int position) {
            return position < width ? rule : TOUCHED_MEAN;
        }
    }

    private double value(double sum, double base, int touched, int workers) {
        return switch (this) {
            case TOUCHED_MEAN -> sum / touched;
            case MEAN -> base + (sum - touched * base) / workers;
            case SUM -> base + (sum - touched * base);
        };
    }
}
