package io.fulcrum.data;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Some rows of a shard: positions {@code from} to {@code to} of an order. A view, nothing is copied.
 *
 * @param order [position] row of the shard
 */
public record Batch(Shard shard, int[] order, int from, int to) {
    /** Returns the number of rows. */
    public int size() {
        return to - from;
    }

    /** Returns the shard's row at position {@code i} of this batch. */
    public int row(int i) {
        return order[from + i];
    }

    /** Cuts the shard in its stored order into batches of {@code size} rows, the last one shorter. */
    public static List<Batch> inOrder(Shard shard, int size) {
        int[] order = shard.all().order();
        return IntStream.iterate(0, from -> from < order.length, from -> from + size)
                .mapToObj(from -> new Batch(shard, order, from, Math.min(from + size, order.length)))
                .toList();
    }
}
