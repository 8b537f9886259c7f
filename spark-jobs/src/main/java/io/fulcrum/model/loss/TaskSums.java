package io.fulcrum.model.loss;

import java.util.Arrays;

/**
 * What one batch adds to the loss of each task: sums over labelled rows, never averages.
 *
 * @param lossSums [task] each row's loss times its weight
 * @param labelled [task] rows with a label and a weight above 0
 * @param weights [task] sums of the labelled rows' weights: their number where rows have none
 * @param squaredGradient squared norm of the gradient of a step before it is clipped; 0 where none was measured
 */
public record TaskSums(double[] lossSums, long[] labelled, double[] weights, int rows, double squaredGradient) {

    public TaskSums {
        if (lossSums.length != labelled.length || lossSums.length != weights.length) {
            throw new IllegalArgumentException("Task sums hold " + lossSums.length + " losses but " + labelled.length
                    + " labelled counts and " + weights.length
                    + " weights: all must have one entry per task. Make them of the same length.");
        }
    }

    /** Sums over rows that count once each. */
    public TaskSums(double[] lossSums, long[] labelled, int rows) {
        this(lossSums, labelled, Arrays.stream(labelled).asDoubleStream().toArray(), rows, 0);
    }

    public TaskSums withSquaredGradient(double squared) {
        return new TaskSums(lossSums, labelled, weights, rows, squared);
    }

    /** Whether losses and gradient are numbers that a step can be taken with. */
    public boolean isFinite() {
        boolean finite = Double.isFinite(squaredGradient);
        for (double sum : lossSums) {
            finite &= Double.isFinite(sum);
        }
        return finite;
    }
}
