package io.fulcrum.balance;

import java.util.Optional;

/**
 * max c·x over the simplex, x ≥ 0 and Σx = 1, subject to Ax ≥ b with b ≤ 0: the two-phase simplex method on a dense
 * tableau with Bland's rule, which cannot cycle. For tens of variables.
 */
final class LinearProgram {
    private static final double ROUNDING = 1e-11; // of numbers that are about 1

    private final double[][] rows; // [constraint][variable, then slack, then right side]; the last row is Σx = 1
    private final int[] basis; // [constraint] its basic variable; −1 for the artificial one
    private final int variables;

    private LinearProgram(double[][] a, double[] b, int variables) {
        this.variables = variables;
        int columns = variables + a.length;
        rows = new double[a.length + 1][columns + 1];
        basis = new int[a.length + 1];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < variables; j++) {
                rows[i][j] = -a[i][j];
            }
            rows[i][variables + i] = 1;
            rows[i][columns] = -b[i];
            basis[i] = variables + i;
        }
        for (int j = 0; j < variables; j++) {
            rows[a.length][j] = 1;
        }
        rows[a.length][columns] = 1;
        basis[a.length] = -1;
    }

    /** A best vertex; empty if nothing satisfies the constraints. */
    static Optional<double[]> maximise(double[] c, double[][] a, double[] b) {
        LinearProgram program = new LinearProgram(a, b, c.length);
        double[] artificial = program.rows[a.length].clone(); // what lowers it, as the objective of the first phase
        program.climb(artificial);
        if (program.artificial() > ROUNDING) {
            return Optional.empty();
        }
        double[] objective = new double[program.rows[0].length];
        System.arraycopy(c, 0, objective, 0, c.length);
        program.price(objective);
        program.climb(objective);
        return Optional.of(program.solution());
    }

    private double artificial() {
        for (int i = 0; i < basis.length; i++) {
            if (basis[i] < 0) {
                return rows[i][rows[i].length - 1];
            }
        }
        return 0;
    }

    /** Removes the basic variables from an objective. */
    private void price(double[] objective) {
        for (int i = 0; i < basis.length; i++) {
            if (basis[i] >= 0) {
                DenseAlgebra.axpy(-objective[basis[i]], rows[i], objective);
            }
        }
    }

    /** Pivots until no variable raises the objective. */
    private void climb(double[] objective) {
        for (int entering = entering(objective); entering >= 0; entering = entering(objective)) {
            int leaving = leaving(entering);
            if (leaving < 0) {
                return; // not on a simplex, which is bounded, but for rounding
            }
            pivot(leaving, entering, objective);
        }
    }

    private static int entering(double[] objective) {
        for (int j = 0; j < objective.length - 1; j++) {
            if (objective[j] > ROUNDING) {
                return j;
            }
        }
        return -1;
    }

    private int leaving(int entering) {
        int best = -1;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < rows.length; i++) {
            if (rows[i][entering] > ROUNDING) {
                double ratio = rows[i][rows[i].length - 1] / rows[i][entering];
                if (ratio < least || ratio == least && basis[i] < basis[best]) {
                    best = i;
                    least = ratio;
                }
            }
        }
        return best;
    }

    private void pivot(int leaving, int entering, double[] objective) {
        double[] row = rows[leaving];
        double divisor = row[entering];
        for (int j = 0; j < row.length; j++) {
            row[j] /= divisor;
        }
        row[entering] = 1;
        for (int i = 0; i < rows.length; i++) {
            if (i != leaving) {
                DenseAlgebra.axpy(-rows[i][entering], row, rows[i]);
                rows[i][entering] = 0;
            }
        }
        DenseAlgebra.axpy(-objective[entering], row, objective);
        objective[entering] = 0;
        basis[leaving] = entering;
    }

    private double[] solution() {
        double[] x = new double[variables];
        for (int i = 0; i < basis.length; i++) {
            if (basis[i] >= 0 && basis[i] < variables) {
                x[basis[i]] = Math.max(0, rows[i][rows[i].length - 1]);
            }
        }
        double total = SimplexProjection.sum(x);
        for (int j = 0; j < x.length; j++) {
            x[j] /= total;
        }
        return x;
    }
}
