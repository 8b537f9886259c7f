package io.fulcrum.data;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** Which rows of a split are in which shard, and in which order; the same as {@link PreparedData} has Spark find. */
final class ShardCut {
    private final long[] keys; // [row]
    private final RowOrder order;

    /**
     * Cuts rows.
     *
     * @param order of rows with equal keys
     */
    ShardCut(long[] keys, RowOrder order) {
        this.keys = keys;
        this.order = order;
    }

    /**
     * Returns the rows of each shard, ascending by key.
     *
     * @param shardOf row → its shard
     */
    int[][] rows(int shards, IntUnaryOperator shardOf) {
        int[] sorted = sorted();
        int[] shard = new int[keys.length]; // [row]
        int[] sizes = new int[shards];
        for (int row = 0; row < keys.length; row++) {
            shard[row] = shardOf.applyAsInt(row);
            sizes[shard[row]]++;
        }
        int[][] rows = Arrays.stream(sizes).mapToObj(int[]::new).toArray(int[][]::new);
        int[] filled = new int[shards];
        for (int row : sorted) {
            int target = shard[row];
            rows[target][filled[target]++] = row;
        }
        return rows;
    }

    private int[] sorted() {
        long[] unsigned = Arrays.stream(keys).map(key -> key ^ Long.MIN_VALUE).toArray();
        int[] sorted = RadixOrder.of(unsigned);
        int first = 0;
        for (int i = 1; i <= sorted.length; i++) {
            if (i == sorted.length || keys[sorted[i]] != keys[sorted[first]]) {
                if (i - first > 1) {
                    sortEqual(sorted, first, i);
                }
                first = i;
            }
        }
        return sorted;
    }

    private void sortEqual(int[] sorted, int from, int to) {
        int[] rows = IntStream.range(from, to)
                .mapToObj(i -> sorted[i])
                .sorted(order)
                .mapToInt(Integer::intValue)
                .toArray();
        System.arraycopy(rows, 0, sorted, from, rows.length);
    }
}
