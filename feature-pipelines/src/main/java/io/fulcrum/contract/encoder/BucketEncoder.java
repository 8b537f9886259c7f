package io.fulcrum.contract.encoder;

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

    /** Returns edges as {@link #id(double[], double)} takes them. */
    public static double[] array(List<Double> edges) {
        return edges.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /**
     * Returns the id of a number that is not missing, by a binary search without a branch that depends on the number:
     * processors cannot predict it.
     */
    public static int id(double[] edges, double number) {
        int below = 0;
        for (int left = edges.length; left > 0; left /= 2) {
            int step = (left + 1) / 2;
            below += edges[below + step - 1] < number ? step : 0;
        }
        return 1 + below;
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
