package io.fulcrum.train;

import io.fulcrum.model.graph.ParameterLayout;
import io.fulcrum.model.graph.ParameterLayout.Shared;
import io.fulcrum.model.graph.ParameterLayout.Slice;
import io.fulcrum.model.kernel.ColumnLoops;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The tasks' gradients of what was measured, summed over all workers.
 *
 * @param sums of the shared parameters, and of embedding rows
 * @param weights [task] sum of the weights of labelled rows
 * @param embeddingGram [task][task] what embedding rows add to the Gram matrix; empty if they are not measured, or not
 *     apart from the rest
 */
record MeasuredGradients(GradientSums sums, double[] weights, double[][] embeddingGram) {
    /** The name of all embedding rows among the layers. */
    static final String EMBEDDINGS = "embeddings";

    /** Whether there are none of parameters. */
    boolean areNone() {
        return sums.length() == 0 && embeddingGram.length == 0;
    }

    /**
     * Returns layer → [task] the norm of the task's mean gradient of the layer's shared parameters, NaN without labels;
     * layers are in the order of the layout, then come all embedding rows together. No layers unless all shared
     * parameters were measured as they are, and no embedding rows unless they were measured as they are.
     */
    Map<String, double[]> norms(ParameterLayout layout) {
        Map<String, double[]> norms = new LinkedHashMap<>();
        if (sums.length() == layout.sharedSize()) {
            int at = 0;
            for (Slice slice : layout.slices()) {
                if (slice.owner() instanceof Shared) {
                    addSquares(norms.computeIfAbsent(slice.layer(), layer -> new double[weights.length]), at, slice);
                    at += slice.length();
                }
            }
        }
        if (embeddingGram.length > 0) {
            double[] squares = new double[weights.length];
            Arrays.setAll(squares, sums.embeddings()::squared);
            norms.put(EMBEDDINGS, squares);
        }
        norms.values().forEach(this::finish);
        return norms;
    }

    private void addSquares(double[] squares, int from, Slice slice) {
        for (int task = 0; task < squares.length; task++) {
            double[] ofTask = sums.sums()[task];
            squares[task] += ColumnLoops.dot(ofTask, ofTask, from, slice.length());
        }
    }

    private void finish(double[] squares) {
        for (int task = 0; task < squares.length; task++) {
            squares[task] = weights[task] > 0 ? Math.sqrt(squares[task]) / weights[task] : Double.NaN;
        }
    }
}
