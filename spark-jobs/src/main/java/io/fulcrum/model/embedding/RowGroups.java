package io.fulcrum.model.embedding;

import io.fulcrum.data.RadixOrder;
import java.util.Arrays;
import java.util.List;

/**
 * The rows of one table that workers changed, equal rows side by side in the order of the workers. It takes time by
 * changed rows, however many workers there are.
 */
final class RowGroups {
    private final int[][] rows; // [worker][entry]
    private final float[][] records; // [worker][entry × stride + position]
    private final int[] firsts; // [worker] its first entry among those of all, and at the end their number
    private final int[] order; // [place] entry among those of all
    private final int[] starts; // [group] place of its first entry, and at the end the number of entries
    private final int[] distinct; // [group] row

    RowGroups(List<RowRecords> changes, int table) {
        rows = changes.stream().map(change -> change.rows(table)).toArray(int[][]::new);
        records = changes.stream().map(change -> change.records(table)).toArray(float[][]::new);
        firsts = new int[rows.length + 1];
        for (int worker = 0; worker < rows.length; worker++) {
            firsts[worker + 1] = Math.addExact(firsts[worker], rows[worker].length);
        }
        long[] keys = new long[firsts[rows.length]];
        for (int worker = 0; worker < rows.length; worker++) {
            for (int i = 0; i < rows[worker].length; i++) {
                keys[firsts[worker] + i] = rows[worker][i];
            }
        }
        order = RadixOrder.of(keys);
        starts = starts(keys, order);
        distinct = new int[starts.length - 1];
        Arrays.setAll(distinct, group -> (int) keys[order[starts[group]]]);
    }

    private static int[] starts(long[] keys, int[] order) {
        int[] starts = new int[keys.length + 1];
        int groups = 0;
        for (int place = 0; place < order.length; place++) {
            if (place == 0 || keys[order[place]] != keys[order[place - 1]]) {
                starts[groups++] = place;
            }
        }
        starts[groups] = order.length;
        return Arrays.copyOf(starts, groups + 1);
    }

    /** Returns the number of distinct rows. */
    int size() {
        return distinct.length;
    }

    /** Returns the number of workers, those included that changed nothing. */
    int workers() {
        return rows.length;
    }

    /** Returns [group] the distinct rows, ascending; not a copy. */
    int[] rows() {
        return distinct;
    }

    /** Returns how many workers changed a group's row. */
    int touched(int group) {
        return starts[group + 1] - starts[group];
    }

    /** Copies the record of the first worker of a group. */
    void copyFirst(int group, float[] target, int at, int stride) {
        int worker = worker(starts[group]);
        System.arraycopy(records[worker], (order[starts[group]] - firsts[worker]) * stride, target, at, stride);
    }

    /** Sets {@code sum} to the sum of a group's records. */
    void sum(int group, double[] sum) {
        Arrays.fill(sum, 0);
        for (int place = starts[group]; place < starts[group + 1]; place++) {
            int worker = worker(place);
            int from = (order[place] - firsts[worker]) * sum.length;
            for (int position = 0; position < sum.length; position++) {
                sum[position] += records[worker][from + position];
            }
        }
    }

    /** The last worker whose first entry is not behind the one at a place. */
    private int worker(int place) {
        int low = 0;
        int high = rows.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (firsts[middle] <= order[place]) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
