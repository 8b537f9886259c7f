package io.fulcrum.model;

/**
 * What one batch adds to the loss of each task: sums over labelled rows, never averages.
 *
 * @param lossSums [task]
 * @param labelled [task]
 * @param squaredGradient squared norm of the gradient of a step before it is clipped; 0 where none was measured
 */
public record TaskSums(double[] lossSums, long[] labelled, int rows, double squaredGradient) {

    public TaskSums {
        if (lossSums.length != labelled.length) {
            throw new IllegalArgumentException("Task sums hold " + lossSums.length + " losses but " + labelled.length
                    + " labelled counts: both must have one entry per task. Make them of the same length.");
        }
    }

    public TaskSums(double[] lossSums, long[] labelled, int rows) {
        this(lossSums, labelled, rows, 0);
    }

    public TaskSums withSquaredGradient(double squared) {
        return new TaskSums(lossSums, labelled, rows, squared);
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
