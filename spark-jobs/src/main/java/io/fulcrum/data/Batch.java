package io.fulcrum.data;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Some rows of a shard: positions {@code from} to {@code to} of an order. A view, nothing is copied.
 *
 * @param order [position] row of the shard
 * @param noise address of the random numbers of a training step on it
 */
public record Batch(Shard shard, int[] order, int from, int to, long noise) {
    /** Rows on which nothing is drawn, or from one address. */
    public Batch(Shard shard, int[] order, int from, int to) {
        this(shard, order, from, to, 0);
    }

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
        return inOrder(shard, size, 0);
    }

    /**
     * As {@link #inOrder(Shard, int)}, for training.
     *
     * @param noise what the addresses of the batches' random numbers have in common
     */
    public static List<Batch> inOrder(Shard shard, int size, long noise) {
        int[] order = shard.all().order();
        return IntStream.iterate(0, from -> from < order.length, from -> from + size)
                .mapToObj(from ->
                        new Batch(shard, order, from, Math.min(from + size, order.length), Seeds.of(noise, from)))
                .toList();
    }
}
