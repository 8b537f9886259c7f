package io.fulcrum.train;

import io.fulcrum.model.graph.ParameterLayout;
import io.fulcrum.model.graph.ParameterLayout.Shared;
import io.fulcrum.model.graph.ParameterLayout.Slice;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The tasks' gradients of the shared parameters, summed over all workers.
 *
 * @param sums [task][measured parameter]
 * @param weights [task] sum of the weights of labelled rows
 */
record MeasuredGradients(double[][] sums, double[] weights) {

    /**
     * Returns layer → [task] the norm of the task's mean gradient of the layer's shared parameters, NaN without labels;
     * layers are in the order of the layout. Empty unless all shared parameters were measured as they are.
     */
    Map<String, double[]> norms(ParameterLayout layout) {
        Map<String, double[]> norms = new LinkedHashMap<>();
        if (sums[0].length == 0 || sums[0].length != layout.sharedSize()) {
            return norms;
        }
        int at = 0;
        for (Slice slice : layout.slices()) {
            if (slice.owner() instanceof Shared) {
                addSquares(norms.computeIfAbsent(slice.layer(), layer -> new double[sums.length]), at, slice.length());
                at += slice.length();
            }
        }
        norms.values().forEach(this::finish);
        return norms;
    }

    private void addSquares(double[] squares, int from, int count) {
        for (int task = 0; task < sums.length; task++) {
            for (int i = from; i < from + count; i++) {
                squares[task] += sums[task][i] * sums[task][i];
            }
        }
    }

    private void finish(double[] squares) {
        for (int task = 0; task < squares.length; task++) {
            squares[task] = weights[task] > 0 ? Math.sqrt(squares[task]) / weights[task] : Double.NaN;
        }
    }
}
