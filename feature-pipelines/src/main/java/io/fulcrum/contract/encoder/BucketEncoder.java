package io.fulcrum.contract.encoder;

import java.util.Arrays;
import java.util.List;

/**
 * A number as the id of its bucket: 1 + the number of edges below it, so a bucket holds the numbers above its lower
 * edge up to its upper edge.
 *
 * @param edges finite and strictly ascending
 */
public record BucketEncoder(List<Double> edges) implements DiscreteEncoder {
    public BucketEncoder {
        edges = List.copyOf(edges);
        requireAscending(edges);
    }

    @Override
    public int rows() {
        return edges.size() + 2;
    }

    @Override
    public boolean reads(SourceType type) {
        return type == SourceType.WHOLE || type == SourceType.NUMBER;
    }

    /** Returns edges as {@link #id(double[], double)} takes them: the zero among them is not negative. */
    public static double[] array(List<Double> edges) {
        return edges.stream().mapToDouble(edge -> edge + 0.0).toArray();
    }

    /**
     * Returns the id of a number that is not missing, by a binary search without a branch that depends on the number:
     * processors cannot predict it. Edge - number has its sign bit set exactly where the edge is less.
     *
     * @param edges as {@link #array} returns them
     */
    public static int id(double[] edges, double number) {
        int below = 0;
        for (int left = edges.length; left > 0; left /= 2) {
            int step = (left + 1) / 2;
            below += step & (int) (Double.doubleToRawLongBits(edges[below + step - 1] - number) >> 63);
        }
        return 1 + below;
    }

    /**
     * Finds the ids of many numbers. The searches go on step by step together, so that the processor works on several
     * at once; the id of a NaN has no meaning.
     *
     * @param edges as {@link #array} returns them
     * @param numbers // [row]
     * @param ids // [row] filled
     */
    public static void ids(double[] edges, double[] numbers, int rows, int[] ids) {
        Arrays.fill(ids, 0, rows, 0); // the number of edges that are known to be below
        for (int left = edges.length; left > 0; left /= 2) {
            int step = (left + 1) / 2;
            for (int row = 0; row < rows; row++) {
                int below = ids[row];
                double edge = edges[below + step - 1];
                ids[row] = below + (step & (int) (Double.doubleToRawLongBits(edge - numbers[row]) >> 63));
            }
        }
        for (int row = 0; row < rows; row++) {
            ids[row]++;
        }
    }

    static void requireAscending(List<Double> edges) {
        for (int i = 0; i < edges.size(); i++) {
            boolean ascending = i == 0 || edges.get(i) > edges.get(i - 1);
            if (!Double.isFinite(edges.get(i)) || !ascending) {
                throw new IllegalArgumentException("Edge " + edges.get(i)
                        + " of a bucket is not finite or not above the one before. Prepare the data again.");
            }
        }
    }
}
