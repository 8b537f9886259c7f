package io.fulcrum.balance;

import java.util.Arrays;

/** The coefficients of the tasks' losses: inside their bounds exactly, summing to their convention to rounding. */
public final class TaskWeights {
    private static final double ROUNDING = 1e-11;

    private final double[] simplex; // [task] sum 1
    private final WeightSum sum;

    private TaskWeights(double[] simplex, WeightSum sum) {
        this.simplex = simplex;
        this.sum = sum;
    }

    /** @param simplex [task] weights that sum to 1 and respect the bounds, before the convention multiplies them */
    public static TaskWeights of(double[] simplex, WeightBounds bounds, WeightSum sum) {
        if (!bounds.contain(simplex)) {
            throw new IllegalArgumentException("Task weights " + Arrays.toString(simplex) + " are outside " + bounds
                    + "; each must be between its floor and its ceiling. Project them first.");
        }
        double total = SimplexProjection.sum(simplex);
        if (!(Math.abs(total - 1) <= ROUNDING)) {
            throw new IllegalArgumentException("Task weights " + Arrays.toString(simplex) + " sum to " + total
                    + "; on the simplex they must sum to 1. Normalise them first.");
        }
        return new TaskWeights(simplex.clone(), sum);
    }

    public int tasks() {
        return simplex.length;
    }

    public double at(int task) {
        return simplex[task] * sum.factor(simplex.length);
    }

    /** The coefficients to multiply the losses by: they sum to 1 or to the number of tasks, by convention. */
    public double[] values() {
        double[] values = new double[simplex.length];
        Arrays.setAll(values, this::at);
        return values;
    }

    /** The same weights before the convention: they sum to 1. */
    public double[] simplex() {
        return simplex.clone();
    }

    public WeightSum sum() {
        return sum;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TaskWeights weights && sum == weights.sum && Arrays.equals(simplex, weights.simplex);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(simplex) + sum.hashCode();
    }

    @Override
    public String toString() {
        return "TaskWeights" + Arrays.toString(values());
    }
}
