package io.fulcrum.model;

import java.util.function.DoubleUnaryOperator;

/**
 * Eigenvalues of a small symmetric matrix with their vectors, by rotations that clear one entry after the other (cyclic
 * Jacobi; Golub and Van Loan, Matrix Computations, section 8.5).
 *
 * <p>The balancers have a decomposition of their own, since {@code balance} imports nothing of the model; it leaves out
 * eigenvalues below the rounding noise, which a trace norm has a gradient at.
 *
 * @param values [pair] in no order
 * @param vectors [row][pair], orthonormal columns
 */
record SymmetricEigen(double[] values, double[][] vectors) {
    private static final int SWEEPS = 50;

    static SymmetricEigen of(double[][] matrix) {
        int size = matrix.length;
        double[][] rotated = new double[size][];
        double[][] vectors = new double[size][size];
        for (int i = 0; i < size; i++) {
            rotated[i] = matrix[i].clone();
            vectors[i][i] = 1;
        }
        for (int sweep = 0; sweep < SWEEPS && !isDiagonal(rotated); sweep++) {
            for (int p = 0; p < size; p++) {
                for (int q = p + 1; q < size; q++) {
                    clear(rotated, vectors, p, q);
                }
            }
        }
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = rotated[i][i];
        }
        return new SymmetricEigen(values, vectors);
    }

    /** Returns the matrix of the same vectors with the function's value instead of each eigenvalue. */
    double[][] function(DoubleUnaryOperator function) {
        int size = values.length;
        double[][] made = new double[size][size];
        for (int pair = 0; pair < size; pair++) {
            double value = function.applyAsDouble(values[pair]);
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    made[i][j] += vectors[i][pair] * value * vectors[j][pair];
                }
            }
        }
        return made;
    }

    private static boolean isDiagonal(double[][] matrix) {
        double off = 0;
        double diagonal = 0;
        for (int i = 0; i < matrix.length; i++) {
            diagonal += matrix[i][i] * matrix[i][i];
            for (int j = 0; j < i; j++) {
                off += matrix[i][j] * matrix[i][j];
            }
        }
        return off <= Math.ulp(1.0) * Math.ulp(1.0) * diagonal;
    }

    private static void clear(double[][] matrix, double[][] vectors, int p, int q) {
        double entry = matrix[p][q];
        if (entry == 0) {
            return;
        }
        double half = (matrix[q][q] - matrix[p][p]) / (2 * entry);
        double tangent = Math.copySign(1, half) / (Math.abs(half) + Math.hypot(1, half));
        double cosine = 1 / Math.hypot(1, tangent);
        double sine = cosine * tangent;
        for (double[] row : matrix) {
            turn(row, p, q, cosine, sine);
        }
        for (int column = 0; column < matrix.length; column++) {
            double first = matrix[p][column];
            double second = matrix[q][column];
            matrix[p][column] = cosine * first - sine * second;
            matrix[q][column] = sine * first + cosine * second;
        }
        for (double[] row : vectors) {
            turn(row, p, q, cosine, sine);
        }
    }

    private static void turn(double[] row, int p, int q, double cosine, double sine) {
        double first = row[p];
        double second = row[q];
        row[p] = cosine * first - sine * second;
        row[q] = sine * first + cosine * second;
    }
}
