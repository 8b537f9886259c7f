package io.fulcrum.dl4j;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import io.fulcrum.data.RadixOrder;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Rows of a plain graph's features, labels and masks as primitive arrays: they cross the wire and sit in the cache in
 * the place of ND4J arrays, whose memory Spark does not see. Kryo cannot write records, so it leaves them to Java.
 *
 * @param values [array][row × stride]; empty for an absent mask
 * @param keys [row] seeded hash of the row's content, by which rows find their shard and their place in it
 */
@DefaultSerializer(JavaSerializer.class)
public record GraphRows(GraphShape shape, float[][] values, long[] keys) implements Serializable {
    private static final float UNMASKED = 1;

    public int rows() {
        return keys.length;
    }

    /** Returns these rows by the shard that their content falls into. */
    public Map<Integer, GraphRows> byShard(int shards) {
        long[] shardOf = Arrays.stream(keys)
                .map(key -> Math.floorMod(key, (long) shards))
                .toArray();
        int[] order = RadixOrder.of(shardOf);
        Map<Integer, GraphRows> parts = new TreeMap<>();
        for (int from = 0, to = 0; from < order.length; from = to) {
            long shard = shardOf[order[from]];
            while (to < order.length && shardOf[order[to]] == shard) {
                to++;
            }
            parts.put((int) shard, select(Arrays.copyOfRange(order, from, to)));
        }
        return parts;
    }

    /** Returns these rows in the order of their keys; rows of one key are taken to be equal (64 bits of content). */
    public GraphRows sorted() {
        return select(RadixOrder.of(keys));
    }

    /** Returns all rows of the parts as rows of {@code shape}; where a part has no mask, its rows are unmasked. */
    public static GraphRows join(GraphShape shape, List<GraphRows> parts) {
        int rows = parts.stream().mapToInt(GraphRows::rows).sum();
        float[][] values = new float[shape.arrays().length][];
        for (int array = 0; array < values.length; array++) {
            values[array] = new float[Math.multiplyExact(rows, shape.stride(array))];
        }
        long[] keys = new long[rows];
        int at = 0;
        for (GraphRows part : parts) {
            System.arraycopy(part.keys, 0, keys, at, part.rows());
            for (int array = 0; array < values.length; array++) {
                part.copy(array, values[array], at * shape.stride(array), part.rows() * shape.stride(array));
            }
            at += part.rows();
        }
        return new GraphRows(shape, values, keys);
    }

    /** Copies rows of one array: {@code order[from]} to {@code order[to - 1]}. */
    float[] gather(int array, int[] order, int from, int to) {
        int stride = shape.stride(array);
        float[] gathered = new float[(to - from) * stride];
        for (int i = from; i < to; i++) {
            System.arraycopy(values[array], order[i] * stride, gathered, (i - from) * stride, stride);
        }
        return gathered;
    }

    private GraphRows select(int[] order) {
        float[][] selected = new float[values.length][];
        for (int array = 0; array < values.length; array++) {
            selected[array] = gather(array, order, 0, order.length);
        }
        return new GraphRows(
                shape,
                selected,
                Arrays.stream(order).mapToLong(row -> keys[row]).toArray());
    }

    private void copy(int array, float[] target, int at, int length) {
        if (shape.isAbsent(array)) {
            Arrays.fill(target, at, at + length, UNMASKED);
        } else {
            System.arraycopy(values[array], 0, target, at, length);
        }
    }
}
