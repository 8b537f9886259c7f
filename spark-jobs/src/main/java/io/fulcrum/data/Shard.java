package io.fulcrum.data;

import io.fulcrum.contract.LabelScale;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * A worker's rows for one round as primitive columns, in the order of their row keys.
 *
 * @param ids [categorical field][row] embedding ids
 * @param lists [list field] ids of variable number per row
 * @param numbers [numeric column][row]
 * @param labels [task][row] in the units of {@code scales}; NaN where the row has no label of that task
 * @param weights [task][row] how much a labelled row counts; of length zero for a task without weights, and where no
 *     task has any
 * @param groups [row] group keys, {@link io.fulcrum.contract.manifest.FeatureManifest#NO_GROUP} for a row without a
 *     group; of length zero where no group column was prepared
 * @param rows number of rows
 * @param scales [task] what turns a label into its own unit
 */
public record Shard(
        int[][] ids,
        Lists[] lists,
        float[][] numbers,
        float[][] labels,
        float[][] weights,
        long[] groups,
        int rows,
        List<LabelScale> scales)
        implements Serializable {
    /** The weights of rows that count once for each task. */
    public static final float[][] UNWEIGHTED = new float[0][];

    /** Whether rows have weights for a task. */
    public boolean isWeighted(int task) {
        return weights.length > 0 && weights[task].length > 0;
    }

    /** Returns a label in its own unit; NaN where the row has none. */
    public double label(int task, int row) {
        return scales.get(task).unscaled(labels[task][row]);
    }

    /**
     * Variable-length ids in compressed sparse rows.
     *
     * @param offsets [row + 1] where each row's ids start
     * @param ids [offset] the ids of all rows, one after the other
     * @param weights [offset] their weights; of length zero where they have none
     */
    public record Lists(int[] offsets, int[] ids, float[] weights) implements Serializable {
        /** Makes lists without weights. */
        public Lists(int[] offsets, int[] ids) {
            this(offsets, ids, new float[0]);
        }

        /** Whether the ids have weights. */
        public boolean isWeighted() {
            return weights.length > 0;
        }

        Lists reordered(int[] order) {
            int[] starts = new int[order.length + 1];
            for (int i = 0; i < order.length; i++) {
                starts[i + 1] = starts[i] + offsets[order[i] + 1] - offsets[order[i]];
            }
            int[] moved = new int[starts[order.length]];
            float[] movedWeights = new float[isWeighted() ? moved.length : 0];
            for (int i = 0; i < order.length; i++) {
                int count = starts[i + 1] - starts[i];
                System.arraycopy(ids, offsets[order[i]], moved, starts[i], count);
                if (isWeighted()) {
                    System.arraycopy(weights, offsets[order[i]], movedWeights, starts[i], count);
                }
            }
            return new Lists(starts, moved, movedWeights);
        }
    }

    /**
     * Returns a copy with the rows in another order. Steps that take random rows miss the cache on every value; a copy
     * made column by column, then read in order, costs a fifth of that.
     *
     * @param order [position] row
     */
    public Shard reordered(int[] order) {
        return new Shard(
                Arrays.stream(ids).map(column -> Gather.ints(column, order)).toArray(int[][]::new),
                Arrays.stream(lists).map(column -> column.reordered(order)).toArray(Lists[]::new),
                Arrays.stream(numbers)
                        .map(column -> Gather.floats(column, order))
                        .toArray(float[][]::new),
                Arrays.stream(labels)
                        .map(column -> Gather.floats(column, order))
                        .toArray(float[][]::new),
                Arrays.stream(weights)
                        .map(column -> column.length == 0 ? column : Gather.floats(column, order))
                        .toArray(float[][]::new),
                groups.length == 0 ? groups : Gather.longs(groups, order),
                order.length,
                scales);
    }

    /** Returns the whole shard as one batch in stored order. */
    public Batch all() {
        int[] order = new int[rows];
        for (int i = 0; i < rows; i++) {
            order[i] = i;
        }
        return new Batch(this, order, 0, rows);
    }
}
