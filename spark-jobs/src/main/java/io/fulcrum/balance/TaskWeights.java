package io.fulcrum.balance;

import java.util.Arrays;

/**
 * The coefficients of the tasks' losses: a direction, whose absolute values add up to 1 to rounding, times a magnitude.
 * Weights of a method with floors and ceilings are inside them exactly.
 */
public final class TaskWeights {
    private static final double ROUNDING = 1e-11;

    private final double[] direction; // [task]
    private final double magnitude;

    private TaskWeights(double[] direction, double magnitude) {
        this.direction = direction;
        this.magnitude = magnitude;
    }

    /** @param simplex [task] weights that sum to 1 and respect the bounds, before the convention multiplies them */
    public static TaskWeights of(double[] simplex, WeightBounds bounds, WeightSum sum) {
        if (!bounds.contain(simplex)) {
            throw new IllegalArgumentException("Task weights " + Arrays.toString(simplex) + " are outside " + bounds
                    + "; each must be between its floor and its ceiling. Project them first.");
        }
        return of(simplex, sum.factor(simplex.length, 1));
    }

    /**
     * Weights of any sign.
     *
     * @param direction [task] with absolute values that add up to 1
     * @param magnitude what it is multiplied by, above 0
     */
    static TaskWeights of(double[] direction, double magnitude) {
        double total =
                SimplexProjection.sum(Arrays.stream(direction).map(Math::abs).toArray());
        if (!(Math.abs(total - 1) <= ROUNDING)) {
            throw new IllegalArgumentException("Task weights " + Arrays.toString(direction) + " sum to " + total
                    + "; on the simplex they must sum to 1. Normalise them first.");
        }
        if (!(magnitude > 0 && magnitude < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("Task weights of magnitude " + magnitude
                    + ", which must be a number above 0. Keep the last weights instead.");
        }
        return new TaskWeights(direction.clone(), magnitude);
    }

    public int tasks() {
        return direction.length;
    }

    public double at(int task) {
        return direction[task] * magnitude;
    }

    /** The coefficients to multiply the losses by: their absolute values sum to {@link #magnitude}. */
    public double[] values() {
        double[] values = new double[direction.length];
        Arrays.setAll(values, this::at);
        return values;
    }

    /** The same weights before the magnitude: their absolute values sum to 1. */
    public double[] simplex() {
        return direction.clone();
    }

    public double magnitude() {
        return magnitude;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TaskWeights weights
                && magnitude == weights.magnitude
                && Arrays.equals(direction, weights.direction);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(direction) + Double.hashCode(magnitude);
    }

    @Override
    public String toString() {
        return "TaskWeights" + Arrays.toString(values());
    }
}
