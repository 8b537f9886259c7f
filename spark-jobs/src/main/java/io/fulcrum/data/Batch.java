package io.fulcrum.data;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Some rows of a shard: positions {@code from} to {@code to} of an order. A view, nothing is copied.
 *
 * @param order [position] row of the shard
 * @param address of a training step on it
 */
public record Batch(Shard shard, int[] order, int from, int to, StepAddress address) {
    /** Rows for which the place of a step does not matter. */
    public Batch(Shard shard, int[] order, int from, int to) {
        this(shard, order, from, to, StepAddress.NONE);
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
        return inOrder(shard, size, StepAddress.NONE);
    }

    /**
     * As {@link #inOrder(Shard, int)}, for training.
     *
     * @param common what the addresses of the batches are made of
     */
    public static List<Batch> inOrder(Shard shard, int size, StepAddress common) {
        int[] order = shard.all().order();
        return IntStream.iterate(0, from -> from < order.length, from -> from + size)
                .mapToObj(from -> new Batch(shard, order, from, Math.min(from + size, order.length), common.at(from)))
                .toList();
    }
}
