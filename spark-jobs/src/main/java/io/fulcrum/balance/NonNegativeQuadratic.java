package io.fulcrum.balance;

import static io.fulcrum.balance.DenseAlgebra.dot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * min ½ xᵀQx + cᵀx over x ≥ 0 for a positive semidefinite Q with c in its range: {@link NonNegativeLeastSquares} where
 * only products of the columns are known (Bro and de Jong, Journal of Chemometrics 11, 1997, algorithm FNNLS).
 *
 * <p>Deviations: a task enters only if its gradient is above the rounding noise of the numbers in it; one that rounding
 * throws out at once is set aside until the next real progress; each solution is refined once.
 */
final class NonNegativeQuadratic {
    private static final double ROUNDING = 16 * DenseAlgebra.EPSILON;

    private final double[][] q; // [task][task]
    private final double[] c; // [task]
    private final List<Integer> inside = new ArrayList<>();
    private final double[] x; // [task]

    private NonNegativeQuadratic(double[][] q, double[] c) {
        this.q = q;
        this.c = c;
        x = new double[c.length];
    }

    /** The optimal x. */
    static double[] solve(double[][] q, double[] c) {
        NonNegativeQuadratic problem = new NonNegativeQuadratic(q, c);
        problem.solve();
        return problem.x;
    }

    private void solve() {
        boolean[] aside = new boolean[x.length];
        for (int pass = 0; pass < 20 * x.length; pass++) {
            int entering = entering(aside);
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

    private int entering(boolean[] aside) {
        int best = -1;
        double most = 0;
        for (int j = 0; j < x.length; j++) {
            double gain = -c[j] - dot(q[j], x);
            if (!aside[j] && !inside.contains(j) && gain > most && gain > noise(j)) {
                most = gain;
                best = j;
            }
        }
        return best;
    }

    private double noise(int j) {
        double size = Math.abs(c[j]);
        for (int i = 0; i < x.length; i++) {
            size += Math.abs(q[j][i]) * x[i];
        }
        return ROUNDING * size;
    }

    /** Moves to the optimum over the inside tasks, dropping those that reach zero on the way. */
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

    private double[] unconstrained() {
        double[] goal = new double[x.length];
        for (int refinement = 0; refinement < 2; refinement++) {
            int size = inside.size();
            double[][] part = new double[size][size];
            double[] right = new double[size];
            double[] least = new double[size];
            for (int p = 0; p < size; p++) {
                int i = inside.get(p);
                right[p] = -c[i] - dot(q[i], goal);
                Arrays.setAll(part[p], k -> q[i][inside.get(k)]);
                least[p] = 4 * DenseAlgebra.EPSILON * q[i][i];
            }
            double[] change = DenseAlgebra.solveSemidefinite(part, right, least);
            for (int p = 0; p < size; p++) {
                goal[inside.get(p)] += change[p];
            }
        }
        return goal;
    }
}
