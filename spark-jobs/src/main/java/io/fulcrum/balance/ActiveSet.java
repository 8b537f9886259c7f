package io.fulcrum.balance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A convex quadratic problem over x ≥ 0, solved by moving between optima over some of the variables, those inside
 * (Lawson and Hanson, Solving Least Squares Problems, 1974, chapter 23). A variable that rounding throws out at once is
 * set aside until the next real progress.
 */
abstract class ActiveSet {
    private final List<Integer> inside = new ArrayList<>();
    private final boolean[] aside; // [variable]
    private final double[] x; // [variable]

    ActiveSet(int variables) {
        aside = new boolean[variables];
        x = new double[variables];
    }

    /** Returns the variable that {@link #mayEnter} and lowers the objective most; -1 if none does. */
    abstract int entering();

    /** Returns the negative gradient at a point that is 0 outside, for the variables inside; // [place inside]. */
    abstract double[] descent(double[] at);

    /** Returns an entry of the objective's matrix. */
    abstract double product(int i, int j);

    /** Whether a variable is outside and not set aside. */
    final boolean mayEnter(int variable) {
        return !aside[variable] && !inside.contains(variable);
    }

    /** Returns the variables inside, in the order in which they entered. */
    final List<Integer> inside() {
        return inside;
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
            inside.add(entering);
            settle();
            if (inside.contains(entering)) {
                Arrays.fill(aside, false);
            } else {
                aside[entering] = true;
            }
        }
    }

    /** Moves to the optimum over the variables inside, dropping those that reach zero on the way. */
    private void settle() {
        while (!inside.isEmpty()) {
            double[] goal = unconstrained();
            double step = inside.stream().mapToDouble(j -> reach(j, goal)).min().orElse(1);
            inside.removeIf(j -> {
                boolean leaves = reach(j, goal) <= step && goal[j] <= 0;
                x[j] = leaves ? 0 : x[j] + Math.min(1, step) * (goal[j] - x[j]);
                return leaves;
            });
            if (step > 1) {
                return;
            }
        }
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
        double[] goal = new double[x.length];
        for (int refinement = 0; refinement < 2; refinement++) {
            double[] right = descent(goal);
            double[][] part = new double[right.length][right.length];
            double[] least = new double[right.length];
            for (int p = 0; p < right.length; p++) {
                int i = inside.get(p);
                Arrays.setAll(part[p], q -> product(i, inside.get(q)));
                least[p] = 4 * DenseAlgebra.EPSILON * part[p][p];
            }
            double[] change = DenseAlgebra.solveSemidefinite(part, right, least);
            for (int p = 0; p < right.length; p++) {
                goal[inside.get(p)] += change[p];
            }
        }
        return goal;
    }
}
