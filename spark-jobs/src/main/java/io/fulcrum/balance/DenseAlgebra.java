package io.fulcrum.balance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/** The little dense linear algebra the balancers need, on matrices of a few dozen rows. */
final class DenseAlgebra {
    static final double EPSILON = Math.ulp(1.0);
    private static final double CLEARLY = 1e-9; // far above rounding noise, also after squaring
    private static final double DEFINITE = 1e-4; // costs at most half the digits
    private static final int SWEEPS = 60;
    private static final int ROTATION_NOISE = 32; // rounding of the rotations, in units of rows·ε

    private final double[][] rotated; // [column][row] = A V, orthogonal columns
    private final double[][] right; // [column][entry of x] = V
    private final double[] singular; // [column]

    /** One-sided Jacobi (Hestenes 1958): rotates the columns of A until they are orthogonal; A V = U S. */
    private DenseAlgebra(double[][] matrix, int columns) {
        rotated = new double[columns][matrix.length];
        right = new double[columns][columns];
        for (int j = 0; j < columns; j++) {
            right[j][j] = 1;
            for (int i = 0; i < matrix.length; i++) {
                rotated[j][i] = matrix[i][j];
            }
        }
        double frobenius =
                Math.sqrt(Arrays.stream(rotated).mapToDouble(c -> dot(c, c)).sum());
        boolean turning = true;
        for (int sweep = 0; turning && sweep < SWEEPS; sweep++) {
            turning = sweep(4 * EPSILON * frobenius);
        }
        singular = Arrays.stream(rotated).mapToDouble(c -> Math.sqrt(dot(c, c))).toArray();
    }

    /** pinv(A) b: the least-norm least-squares solution; singular values below 32·rows·ε·largest count as zero. */
    static double[] pseudoSolve(double[][] matrix, double[] b) {
        DenseAlgebra svd = new DenseAlgebra(matrix, matrix[0].length);
        double largest = Arrays.stream(svd.singular).max().orElse(0);
        double cutoff = ROTATION_NOISE * Math.max(matrix.length, matrix[0].length) * EPSILON * largest;
        double[] x = new double[matrix[0].length];
        for (int k = 0; k < x.length; k++) {
            if (svd.singular[k] > cutoff) {
                axpy(dot(svd.rotated[k], b) / svd.singular[k] / svd.singular[k], svd.right[k], x);
            }
        }
        return x;
    }

    /**
     * The least-norm least-squares solution of Q x = b for a positive semidefinite Q: by Cholesky where Q is clearly
     * definite, else by {@link #pseudoSolve}.
     */
    static double[] solve(double[][] q, double[] b) {
        SemidefiniteFactor factor = SemidefiniteFactor.of(q, new double[b.length]);
        double trace = 0;
        for (int i = 0; i < b.length; i++) {
            trace += q[i][i];
        }
        return factor.leastPivot() > Math.sqrt(DEFINITE * trace) ? factor.solve(b) : pseudoSolve(q, b);
    }

    /**
     * The eigenvalues of a positive semidefinite matrix that are above its rounding noise, with their vectors.
     *
     * @param values [pair] above 0, in descending order
     * @param vectors [pair][row] orthonormal
     */
    record Eigen(double[] values, double[][] vectors) {
        /** V f(S) Vᵀ b. */
        double[] apply(DoubleUnaryOperator f, double[] b) {
            double[] x = new double[b.length];
            for (int k = 0; k < values.length; k++) {
                axpy(f.applyAsDouble(values[k]) * dot(vectors[k], b), vectors[k], x);
            }
            return x;
        }
    }

    /** Decomposes a positive semidefinite matrix, whose right singular vectors are its eigenvectors. */
    static Eigen eigen(double[][] matrix) {
        DenseAlgebra svd = new DenseAlgebra(matrix, matrix.length);
        double largest = Arrays.stream(svd.singular).max().orElse(0);
        double cutoff = ROTATION_NOISE * matrix.length * EPSILON * largest;
        int[] order = IntStream.range(0, matrix.length)
                .boxed()
                .filter(k -> svd.singular[k] > cutoff)
                .sorted((i, j) -> Double.compare(svd.singular[j], svd.singular[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        return new Eigen(
                Arrays.stream(order).mapToDouble(k -> svd.singular[k]).toArray(),
                Arrays.stream(order).mapToObj(k -> svd.right[k]).toArray(double[][]::new));
    }

    /** An orthonormal basis of { x : ‖A x‖ ≤ tolerance ‖x‖ }. @return [vector][entry of x] */
    static double[][] nullSpace(double[][] matrix, int columns, double tolerance) {
        if (isOfFullRank(matrix, columns, tolerance)) {
            return new double[0][];
        }
        DenseAlgebra svd = new DenseAlgebra(matrix, columns);
        List<double[]> basis = new ArrayList<>();
        for (int k = 0; k < columns; k++) {
            if (svd.singular[k] <= tolerance) {
                basis.add(svd.right[k]);
            }
        }
        return basis.toArray(double[][]::new);
    }

    /**
     * Whether the columns are clearly independent: AᵀA less {@value #CLEARLY} of its trace is definite, so that no
     * singular value is near the rounding noise. Much faster than rotating; false proves nothing.
     */
    private static boolean isOfFullRank(double[][] matrix, int columns, double tolerance) {
        double[][] products = new double[columns][];
        for (int i = 0; i < columns; i++) {
            products[i] = new double[i + 1];
        }
        for (double[] row : matrix) {
            for (int i = 0; i < columns; i++) {
                double factor = row[i];
                double[] product = products[i];
                for (int j = 0; j <= i; j++) {
                    product[j] += factor * row[j];
                }
            }
        }
        double trace = 0;
        for (int i = 0; i < columns; i++) {
            trace += products[i][i];
        }
        SemidefiniteFactor factor = new SemidefiniteFactor(columns);
        for (int i = 0; i < columns; i++) {
            products[i][i] -= CLEARLY * trace;
            factor.append(products[i], 0);
        }
        double clear = Math.sqrt(CLEARLY * trace);
        return factor.leastPivot() > clear && clear > tolerance;
    }

    /** The places of the numbers in ascending order, equal ones in the order given. */
    static int[] ascending(double[] numbers) {
        int[] order = new int[numbers.length];
        for (int i = 0; i < order.length; i++) {
            int at = i;
            while (at > 0 && Double.compare(numbers[order[at - 1]], numbers[i]) > 0) {
                order[at] = order[--at];
            }
            order[at] = i;
        }
        return order;
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** y += a x. */
    static void axpy(double a, double[] x, double[] y) {
        for (int i = 0; i < y.length; i++) {
            y[i] += a * x[i];
        }
    }

    private boolean sweep(double nothing) {
        boolean turned = false;
        for (int p = 0; p < rotated.length; p++) {
            for (int q = p + 1; q < rotated.length; q++) {
                turned |= rotate(p, q, nothing);
            }
        }
        return turned;
    }

    private boolean rotate(int p, int q, double nothing) {
        double alpha = dot(rotated[p], rotated[p]);
        double beta = dot(rotated[q], rotated[q]);
        double gamma = dot(rotated[p], rotated[q]);
        double norms = Math.sqrt(alpha) * Math.sqrt(beta);
        if (Math.min(alpha, beta) <= nothing * nothing || Math.abs(gamma) <= 2 * EPSILON * norms) {
            return false;
        }
        double zeta = (beta - alpha) / (2 * gamma);
        double tangent = Math.copySign(1, zeta) / (Math.abs(zeta) + Math.hypot(1, zeta));
        double cosine = 1 / Math.hypot(1, tangent);
        turn(rotated[p], rotated[q], cosine, cosine * tangent);
        turn(right[p], right[q], cosine, cosine * tangent);
        return true;
    }

    private static void turn(double[] a, double[] b, double cosine, double sine) {
        for (int i = 0; i < a.length; i++) {
            double first = a[i];
            a[i] = cosine * first - sine * b[i];
            b[i] = sine * first + cosine * b[i];
        }
    }
}
