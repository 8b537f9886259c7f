package io.fulcrum.balance;

import static io.fulcrum.balance.DenseAlgebra.dot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * min ‖Σ x_j a_j − b‖ over x ≥ 0: the active set method of Lawson and Hanson (Solving Least Squares Problems, 1974,
 * chapter 23). A column enters only with a positive correlation to the residual, hence is independent of those
 * inside, and every pass lowers the residual, so no set of columns comes back. Deviation: a column that rounding
 * throws out at once is set aside until the next real progress.
 */
final class NonNegativeLeastSquares {
    private static final double TOLERANCE = 1e-14;

    private final double[][] columns; // [column][row]
    private final double[] target; // [row]
    private final List<Integer> inside = new ArrayList<>();
    private final double[] x; // [column]

    private NonNegativeLeastSquares(double[][] columns, double[] target) {
        this.columns = columns;
        this.target = target;
        x = new double[columns.length];
    }

    /** The residual b − Σ x_j a_j at the optimum. @param columns [column][row] */
    static double[] residual(double[][] columns, double[] target) {
        NonNegativeLeastSquares problem = new NonNegativeLeastSquares(columns, target);
        problem.solve();
        return problem.residual();
    }

    private void solve() {
        boolean[] aside = new boolean[x.length];
        for (int pass = 0; pass < 20 * x.length; pass++) {
            int entering = entering(residual(), aside);
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

    private int entering(double[] residual, boolean[] aside) {
        int best = -1;
        double most = 0;
        for (int j = 0; j < x.length; j++) {
            double correlation = dot(columns[j], residual);
            if (!aside[j]
                    && !inside.contains(j)
                    && correlation > most
                    && correlation > TOLERANCE * Math.sqrt(dot(columns[j], columns[j]))) {
                most = correlation;
                best = j;
            }
        }
        return best;
    }

    /** Moves to the least squares solution of the inside columns, dropping those that reach zero on the way. */
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

    /** The part of the way to the goal after which column j is at zero; infinite if it stays positive. */
    private double reach(int j, double[] goal) {
        if (goal[j] > 0) {
            return Double.POSITIVE_INFINITY;
        }
        return x[j] > 0 ? x[j] / (x[j] - goal[j]) : 0;
    }

    /** Normal equations with one step of refinement against the true residual. */
    private double[] unconstrained() {
        double[] goal = new double[x.length];
        for (int refinement = 0; refinement < 2; refinement++) {
            double[] rest = target.clone();
            inside.forEach(j -> DenseAlgebra.axpy(-goal[j], columns[j], rest));
            double[][] normal = new double[inside.size()][inside.size()];
            double[] right = new double[inside.size()];
            double[] least = new double[inside.size()];
            for (int p = 0; p < right.length; p++) {
                double[] column = columns[inside.get(p)];
                right[p] = dot(column, rest);
                Arrays.setAll(normal[p], q -> dot(column, columns[inside.get(q)]));
                least[p] = 4 * DenseAlgebra.EPSILON * normal[p][p];
            }
            double[] change = DenseAlgebra.solveSemidefinite(normal, right, least);
            for (int p = 0; p < right.length; p++) {
                goal[inside.get(p)] += change[p];
            }
        }
        return goal;
    }

    private double[] residual() {
        double[] residual = target.clone();
        for (int j = 0; j < x.length; j++) {
            DenseAlgebra.axpy(-x[j], columns[j], residual);
        }
        return residual;
    }
}
