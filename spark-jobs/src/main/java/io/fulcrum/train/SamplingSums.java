package io.fulcrum.train;

import io.fulcrum.model.loss.TaskSums;
import java.io.Serializable;

/**
 * What the sampling variance of mean gradients is estimated from: a mergeable state over the probe's batches.
 *
 * <p>With s_b a batch's sum of gradients and n_b its sum of weights, E Σ_b ‖s_b‖² / n_b − ‖Σ s_b‖² / Σ n_b = (B − 1)
 * τ for B batches of independent rows of which each has the variance τ, summed over coordinates, for its unit of
 * weight. The mean gradient has the variance τ / Σ n_b.
 */
final class SamplingSums implements Serializable {
    private static final long serialVersionUID = 1L;

    private final double[] squares; // [task] Σ_b ‖s_b‖² / n_b
    private final long[] batches; // [task] with labels

    SamplingSums(int tasks) {
        squares = new double[tasks];
        batches = new long[tasks];
    }

    void add(TaskSums batch, GradientSums gradients) {
        for (int task = 0; task < squares.length; task++) {
            double weight = batch.weights()[task];
            if (weight > 0) {
                squares[task] += gradients.squared(task) / weight;
                batches[task]++;
            }
        }
    }

    void merge(SamplingSums other) {
        for (int task = 0; task < squares.length; task++) {
            squares[task] += other.squares[task];
            batches[task] += other.batches[task];
        }
    }

    /**
     * Returns [task] the estimated variance of the mean gradient over its squared length: 0 for an exact mean, about 1
     * for pure noise; 0 where fewer than two batches have labels.
     *
     * @param gradients of all batches
     * @param weights [task]
     */
    double[] relativeVariance(GradientSums gradients, double[] weights) {
        double[] variance = new double[squares.length];
        for (int task = 0; task < variance.length; task++) {
            double between = weights[task] == 0 ? 0 : gradients.squared(task) / weights[task];
            if (batches[task] > 1 && between > 0) {
                double tau = Math.max(0, squares[task] - between) / (batches[task] - 1);
                variance[task] = tau / between;
            }
        }
        return variance;
    }
}
