package io.fulcrum.balance;

import java.util.Arrays;

/** Euclidean projection onto { floors ≤ w ≤ ceilings, Σw = total }, exact by a search over its breakpoints. */
final class SimplexProjection {
    /** Makes any entry off its bounds preferable to those at one, and orders the latter by their room. */
    private static final double AT_BOUND = 1e-9;

    private SimplexProjection() {}

    /** The nearest weights inside the bounds. */
    static double[] project(double[] point, WeightBounds bounds) {
        return project(point, bounds.floors(), bounds.ceilings(), 1);
    }

    /** The weights of least Euclidean norm inside the bounds. */
    static double[] leastNorm(WeightBounds bounds) {
        return project(new double[bounds.tasks()], bounds);
    }

    /**
     * The solution is clamp(point − shift) for the shift at which it sums to total: a decreasing, piecewise linear
     * function of the shift, with a break wherever an entry meets a bound.
     */
    static double[] project(double[] point, double[] floors, double[] ceilings, double total) {
        int n = point.length;
        double[] breaks = new double[2 * n];
        for (int i = 0; i < n; i++) {
            breaks[i] = point[i] - ceilings[i];
            breaks[n + i] = point[i] - floors[i];
        }
        Arrays.sort(breaks);
        int low = 0;
        int high = breaks.length - 1;
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (sum(clamped(point, floors, ceilings, breaks[middle])) >= total) {
                low = middle;
            } else {
                high = middle;
            }
        }
        double above = sum(clamped(point, floors, ceilings, breaks[low]));
        double below = sum(clamped(point, floors, ceilings, breaks[high]));
        double part = above > below ? Math.max(0, Math.min(1, (above - total) / (above - below))) : 0;
        double shift = breaks[low] + part * (breaks[high] - breaks[low]);
        return exact(clamped(point, floors, ceilings, shift), floors, ceilings, total);
    }

    /**
     * Makes nearly feasible weights feasible: clamps to the bounds exactly, then puts the rounding residue of the sum
     * on the entry farthest from its bounds, so that those at a bound stay there. Bounds come first: if they sum to the
     * total only to rounding, so do the weights.
     */
    static double[] exact(double[] weights, double[] floors, double[] ceilings, double total) {
        double[] exact = clamped(weights, floors, ceilings, 0);
        for (int pass = 0; pass < exact.length + 2; pass++) {
            double residue = total - sum(exact);
            int widest = -1;
            double most = 0;
            for (int i = 0; i < exact.length && residue != 0; i++) {
                double up = ceilings[i] - exact[i];
                double down = exact[i] - floors[i];
                double room = Math.min(up, down) + AT_BOUND * (residue > 0 ? up : down);
                if (room > most && (residue > 0 ? up : down) > 0) {
                    most = room;
                    widest = i;
                }
            }
            if (widest < 0) {
                return exact;
            }
            exact[widest] = Math.max(floors[widest], Math.min(ceilings[widest], exact[widest] + residue));
        }
        return exact;
    }

    /** Sum with one compensation term (Neumaier). */
    static double sum(double[] values) {
        double sum = 0;
        double lost = 0;
        for (double value : values) {
            double next = sum + value;
            lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
            sum = next;
        }
        return sum + lost;
    }

    private static double[] clamped(double[] point, double[] floors, double[] ceilings, double shift) {
        double[] clamped = new double[point.length];
        Arrays.setAll(clamped, i -> Math.max(floors[i], Math.min(ceilings[i], point[i] - shift)));
        return clamped;
    }
}
