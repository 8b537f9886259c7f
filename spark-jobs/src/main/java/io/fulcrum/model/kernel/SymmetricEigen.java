package io.fulcrum.model.kernel;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * Eigenvalues of a small symmetric matrix with their vectors, by rotations that clear one entry after the other (cyclic
 * Jacobi; Golub and Van Loan, Matrix Computations, section 8.5).
 *
 * <p>The balancers have a decomposition of their own, since {@code balance} imports nothing of the model; it leaves out
 * eigenvalues below the rounding noise, which a trace norm has a gradient at. Its arrays serve one matrix after the
 * other.
 */
public final class SymmetricEigen {
    private static final int SWEEPS = 50;

    private final double[] values;
    private final double[][] vectors;
    private final double[][] rotated;

    /** Room for matrices of a size. */
    public SymmetricEigen(int size) {
        values = new double[size];
        vectors = new double[size][size];
        rotated = new double[size][size];
    }

    /** Returns [pair] the eigenvalues of the last matrix, in no order. */
    public double[] values() {
        return values;
    }

    /** Returns [row][pair] the eigenvectors of the last matrix, orthonormal columns. */
    double[][] vectors() {
        return vectors;
    }

    /** Takes a matrix. */
    public void decompose(double[][] matrix) {
        int size = matrix.length;
        for (int i = 0; i < size; i++) {
            System.arraycopy(matrix[i], 0, rotated[i], 0, size);
            Arrays.fill(vectors[i], 0);
            vectors[i][i] = 1;
        }
        for (int sweep = 0; sweep < SWEEPS && !isDiagonal(rotated); sweep++) {
            for (int p = 0; p < size; p++) {
                for (int q = p + 1; q < size; q++) {
                    clear(rotated, vectors, p, q);
                }
            }
        }
        for (int i = 0; i < size; i++) {
            values[i] = rotated[i][i];
        }
    }

    /** Sets {@code made} to the matrix of the same vectors with the function's value instead of each eigenvalue. */
    public void function(DoubleUnaryOperator function, double[][] made) {
        int size = values.length;
        for (double[] row : made) {
            Arrays.fill(row, 0);
        }
        for (int pair = 0; pair < size; pair++) {
            double value = function.applyAsDouble(values[pair]);
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    made[i][j] += vectors[i][pair] * value * vectors[j][pair];
                }
            }
        }
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
