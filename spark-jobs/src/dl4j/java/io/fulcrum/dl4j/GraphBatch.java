package io.fulcrum.dl4j;

import java.util.ArrayList;
import java.util.List;

/**
 * Some rows of a shard for one step of a plain graph: positions {@code from} to {@code to} of an order.
 *
 * @param order [position] row of the shard
 * @param seed of what the network draws at random in this step, such as dropout
 */
public record GraphBatch(GraphRows shard, int[] order, int from, int to, long seed) {

    /** Cuts a shard in the given order into batches of {@code size} rows, the last one shorter. */
    public static List<GraphBatch> cut(GraphRows shard, int[] order, int size, long seed) {
        List<GraphBatch> batches = new ArrayList<>();
        for (int from = 0; from < order.length; from += size) {
            batches.add(new GraphBatch(shard, order, from, Math.min(from + size, order.length), seed + from));
        }
        return batches;
    }

    int rows() {
        return to - from;
    }

    float[] values(int array) {
        return shard.gather(array, order, from, to);
    }
}
