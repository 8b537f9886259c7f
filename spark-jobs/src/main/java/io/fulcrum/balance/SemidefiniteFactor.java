package io.fulcrum.balance;

import java.util.Arrays;

/**
 * The Cholesky factor L of a positive semidefinite Q = L Lᵀ that grows by a row at a time. A pivot lost in rounding is
 * raised to its least: the factor is then that of Q plus a tiny diagonal, and a step that it gives still goes downhill.
 *
 * <p>The factor of the first rows does not depend on the later ones. So after a row is dropped only those behind it are
 * computed again, with the same bits as from the beginning.
 */
final class SemidefiniteFactor {
    private final double[][] rows; // [row][column] of L, up to the diagonal
    private int size;

    SemidefiniteFactor(int mostRows) {
        rows = new double[mostRows][];
    }

    /** The factor of a whole matrix, whose lower triangle is read. @param least [row] as in {@link #append} */
    static SemidefiniteFactor of(double[][] q, double[] least) {
        SemidefiniteFactor factor = new SemidefiniteFactor(q.length);
        for (int i = 0; i < q.length; i++) {
            factor.append(Arrays.copyOf(q[i], i + 1), least[i]);
        }
        return factor;
    }

    int size() {
        return size;
    }

    /** Keeps the first rows only, if there are more. */
    void truncate(int most) {
        size = Math.min(size, most);
    }

    /**
     * Adds a row.
     *
     * @param row the next row of Q up to the diagonal, which becomes that of L
     * @param least the rounding noise of the diagonal entry
     */
    void append(double[] row, double least) {
        for (int k = 0; k < size; k++) {
            double[] above = rows[k];
            double entry = row[k];
            for (int m = 0; m < k; m++) {
                entry -= row[m] * above[m];
            }
            row[k] = entry / above[k];
        }
        double pivot = row[size];
        for (int m = 0; m < size; m++) {
            pivot -= row[m] * row[m];
        }
        row[size] = Math.sqrt(Math.max(pivot, Math.max(least, Double.MIN_NORMAL)));
        rows[size++] = row;
    }

    /** The least entry of the diagonal: its square is by how much Q is definite at most. */
    double leastPivot() {
        double least = Double.POSITIVE_INFINITY;
        for (int k = 0; k < size; k++) {
            least = Math.min(least, rows[k][k]);
        }
        return least;
    }

    /** Solves Q x = b. */
    double[] solve(double[] b) {
        double[] x = b.clone();
        for (int k = 0; k < size; k++) {
            double[] row = rows[k];
            double entry = x[k];
            for (int m = 0; m < k; m++) {
                entry -= row[m] * x[m];
            }
            x[k] = entry / row[k];
        }
        for (int k = size - 1; k >= 0; k--) {
            double entry = x[k];
            for (int i = k + 1; i < size; i++) {
                entry -= rows[i][k] * x[i];
            }
            x[k] = entry / rows[k][k];
        }
        return x;
    }
}
