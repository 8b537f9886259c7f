package io.fulcrum.contract.encoder;

import java.util.List;

/**
 * A number as one float per bin of the training quantiles: 1 for a bin below the number, 0 for one above, and for its
 * own bin the fraction of it below the number. The first and last bin extrapolate. Piecewise linear encoding of
 * Gorishniy et al., "On Embeddings for Numerical Features in Tabular Deep Learning" (NeurIPS 2022), equation 1.
 *
 * @param edges at least two, finite and strictly ascending
 */
public record PiecewiseEncoder(List<Double> edges) implements NumericEncoder {
    public PiecewiseEncoder {
        edges = List.copyOf(edges);
        BucketEncoder.requireAscending(edges);
        if (edges.size() < 2) {
            throw new IllegalArgumentException("A piecewise linear encoding has " + edges.size()
                    + " edges, but needs at least 2. Prepare the data again.");
        }
    }

    @Override
    public int width() {
        return edges.size() - 1;
    }

    @Override
    public void encode(double number, float[] into, int at) {
        encode(array(edges), number, into, at);
    }

    /** Returns edges as {@link #encode(double[], double, float[], int)} takes them. */
    static double[] array(List<Double> edges) {
        return edges.stream().mapToDouble(Double::doubleValue).toArray();
    }

    static void encode(double[] edges, double number, float[] into, int at) {
        int bins = edges.length - 1;
        for (int bin = 0; bin < bins; bin++) {
            double fraction = (number - edges[bin]) / (edges[bin + 1] - edges[bin]);
            double least = bin == 0 ? -Float.MAX_VALUE : 0;
            double most = bin == bins - 1 ? Float.MAX_VALUE : 1;
            into[at + bin] = (float) Math.min(most, Math.max(least, fraction));
        }
    }
}
