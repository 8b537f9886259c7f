package io.fulcrum.balance;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Floors and ceilings of the task weights on the simplex (sum 1), such that some weights fit between them.
 *
 * @param floors [task] lower bounds
 * @param ceilings [task] upper bounds
 */
public record WeightBounds(double[] floors, double[] ceilings) {
    private static final double SLACK = 1e-12;

    public WeightBounds {
        floors = floors.clone();
        ceilings = ceilings.clone();
        check(floors, ceilings, i -> "task " + i);
    }

    /** As the constructor, with messages that name the task. */
    public static WeightBounds ofTasks(List<String> names, double[] floors, double[] ceilings) {
        if (names.size() != floors.length) {
            throw mismatch(floors.length + " floors for " + names.size() + " tasks " + names);
        }
        check(floors, ceilings, i -> "task \"" + names.get(i) + "\"");
        return new WeightBounds(floors, ceilings);
    }

    /** Floors only. */
    public static WeightBounds withFloors(double... floors) {
        double[] ceilings = new double[floors.length];
        Arrays.fill(ceilings, 1);
        return new WeightBounds(floors, ceilings);
    }

    /** The whole simplex. */
    public static WeightBounds free(int tasks) {
        return withFloors(new double[tasks]);
    }

    public int tasks() {
        return floors.length;
    }

    @Override
    public double[] floors() {
        return floors.clone();
    }

    @Override
    public double[] ceilings() {
        return ceilings.clone();
    }

    public double floor(int task) {
        return floors[task];
    }

    public double ceiling(int task) {
        return ceilings[task];
    }

    /** Whether every weight lies between its bounds, exactly. */
    public boolean contain(double[] weights) {
        boolean inside = weights.length == tasks();
        for (int i = 0; inside && i < weights.length; i++) {
            inside = weights[i] >= floors[i] && weights[i] <= ceilings[i];
        }
        return inside;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WeightBounds bounds
                && Arrays.equals(floors, bounds.floors)
                && Arrays.equals(ceilings, bounds.ceilings);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(floors) + Arrays.hashCode(ceilings);
    }

    @Override
    public String toString() {
        return "WeightBounds[floors=" + Arrays.toString(floors) + ", ceilings=" + Arrays.toString(ceilings) + "]";
    }

    private static void check(double[] floors, double[] ceilings, IntFunction<String> name) {
        if (floors.length != ceilings.length) {
            throw mismatch(floors.length + " floors and " + ceilings.length + " ceilings");
        }
        if (floors.length == 0) {
            throw new IllegalArgumentException(
                    "Weight bounds: no tasks. There must be one floor per task; name a task.");
        }
        for (int i = 0; i < floors.length; i++) {
            checkTask(floors[i], ceilings[i], name.apply(i));
        }
        double least = SimplexProjection.sum(floors);
        if (least > 1 + SLACK) {
            throw new IllegalArgumentException("Weight bounds: floors sum above 1: " + least
                    + ". Weights sum to 1, so floors must sum to at most 1. Lower some floors of "
                    + Arrays.toString(floors));
        }
        double most = SimplexProjection.sum(ceilings);
        if (most < 1 - SLACK) {
            throw new IllegalArgumentException("Weight bounds: ceilings sum below 1: " + most
                    + ". Weights sum to 1, so ceilings must sum to at least 1. Raise some of "
                    + Arrays.toString(ceilings));
        }
    }

    private static void checkTask(double floor, double ceiling, String task) {
        if (!Double.isFinite(floor)) {
            throw new IllegalArgumentException("Weight bounds: non-finite floor " + floor + " of " + task
                    + "; it must be a number from 0 to 1. Set it, or leave floors out.");
        }
        if (!Double.isFinite(ceiling)) {
            throw new IllegalArgumentException("Weight bounds: non-finite ceiling " + ceiling + " of " + task
                    + "; it must be a number from 0 to 1. Set it to 1 for no ceiling.");
        }
        if (floor < 0) {
            throw new IllegalArgumentException("Weight bounds: negative floor " + floor + " of " + task
                    + "; it must be at least 0. Use 0 for no floor.");
        }
        if (floor > ceiling) {
            throw new IllegalArgumentException("Weight bounds: floor " + floor + " of " + task
                    + " is above its ceiling " + ceiling + "; it must not be. Lower the floor or raise the ceiling.");
        }
    }

    private static IllegalArgumentException mismatch(String what) {
        return new IllegalArgumentException("Weight bounds: length mismatch: " + what
                + "; there must be one floor and one ceiling per task. Complete the lists.");
    }
}
