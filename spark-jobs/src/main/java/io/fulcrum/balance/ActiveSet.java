package io.fulcrum.balance;

import java.util.Arrays;

/**
 * A convex quadratic problem over x ≥ 0, solved by moving between optima over some of the variables, those inside
 * (Lawson and Hanson, Solving Least Squares Problems, 1974, chapter 23). A variable that rounding throws out at once is
 * set aside until the next real progress.
 *
 * <p>The variables inside are in the order in which they entered, so that one that enters adds a row to the factor of
 * the matrix and leaves the others as they are.
 */
abstract class ActiveSet {
    private final int[] inside; // [place]
    private final boolean[] isInside; // [variable]
    private final boolean[] aside; // [variable]
    private final double[] x; // [variable]
    private final SemidefiniteFactor factor; // of the variables inside, perhaps not yet of the last ones
    private int count; // of the variables inside

    ActiveSet(int variables) {
        inside = new int[variables];
        isInside = new boolean[variables];
        aside = new boolean[variables];
        x = new double[variables];
        factor = new SemidefiniteFactor(variables);
    }

    /** Returns the variable that {@link #mayEnter} and lowers the objective most; -1 if none does. */
    abstract int entering();

    /** Returns the negative gradient at a point that is 0 outside, for the variables inside; // [place inside]. */
    abstract double[] descent(double[] at);

    /** Returns an entry of the objective's matrix. */
    abstract double product(int i, int j);

    /** Whether a variable is outside and not set aside. */
    final boolean mayEnter(int variable) {
        return !aside[variable] && !isInside[variable];
    }

    /** Returns the number of variables inside. */
    final int count() {
        return count;
    }

    /** Returns the variable at a place inside, in the order in which they entered. */
    final int inside(int place) {
        return inside[place];
    }

    /** Returns the point reached; // [variable]. */
    final double[] x() {
        return x;
    }

    final void solve() {
        for (int pass = 0; pass < 20 * x.length; pass++) {
            int entering = entering();
            if (entering < 0) {
                return;
            }
            inside[count++] = entering;
            isInside[entering] = true;
            settle();
            if (isInside[entering]) {
                Arrays.fill(aside, false);
            } else {
                aside[entering] = true;
            }
        }
    }

    /** Moves to the optimum over the variables inside, dropping those that reach zero on the way. */
    private void settle() {
        while (count > 0) {
            double[] goal = unconstrained();
            double step = Double.POSITIVE_INFINITY;
            for (int place = 0; place < count; place++) {
                step = Math.min(step, reach(inside[place], goal));
            }
            moveTo(goal, step);
            if (step > 1) {
                return;
            }
        }
    }

    /** Moves the variables inside by this part of the way, or all of it; those that arrive at zero leave. */
    private void moveTo(double[] goal, double step) {
        int left = 0;
        for (int place = 0; place < count; place++) {
            int j = inside[place];
            if (reach(j, goal) <= step && goal[j] <= 0) {
                x[j] = 0;
                isInside[j] = false;
                factor.truncate(left);
            } else {
                x[j] += Math.min(1, step) * (goal[j] - x[j]);
                inside[left++] = j;
            }
        }
        count = left;
    }

    /** The part of the way to the goal after which x_j is zero; infinite if it stays positive. */
    private double reach(int j, double[] goal) {
        if (goal[j] > 0) {
            return Double.POSITIVE_INFINITY;
        }
        return x[j] > 0 ? x[j] / (x[j] - goal[j]) : 0;
    }

    /** The optimum over the variables inside, whatever their signs, with one step of refinement. */
    private double[] unconstrained() {
        for (int p = factor.size(); p < count; p++) {
            double[] row = new double[p + 1];
            for (int q = 0; q <= p; q++) {
                row[q] = product(inside[p], inside[q]);
            }
            factor.append(row, 4 * DenseAlgebra.EPSILON * row[p]);
        }
        double[] goal = new double[x.length];
        for (int refinement = 0; refinement < 2; refinement++) {
            double[] change = factor.solve(descent(goal));
            for (int p = 0; p < count; p++) {
                goal[inside[p]] += change[p];
            }
        }
        return goal;
    }
}
