package io.fulcrum.balance;

import java.util.Arrays;

/** The inner products of the tasks' gradients: square, symmetric, finite, with a non-negative diagonal. */
public final class GramMatrix {
    private static final double SYMMETRY = 1e-9;

    private final double[][] values; // [task][task]

    /** Refuses what cannot be a Gram matrix; averages the two triangles, which may differ by rounding only. */
    public GramMatrix(double[][] gram) {
        int tasks = gram.length;
        if (tasks == 0) {
            throw new IllegalArgumentException("Gram matrix: no tasks (0 rows). It needs one row per task; "
                    + "pass the gradients of at least one task.");
        }
        values = new double[tasks][tasks];
        for (int i = 0; i < tasks; i++) {
            requireRow(gram, i);
        }
        for (int i = 0; i < tasks; i++) {
            for (int j = 0; j <= i; j++) {
                values[i][j] = values[j][i] = symmetric(gram, i, j);
            }
        }
        if (!Double.isFinite(trace())) {
            throw new IllegalArgumentException("Gram matrix: trace = " + trace()
                    + " overflows; squared gradient norms must add up to a finite number. Scale the losses down.");
        }
    }

    /** Values that were checked, and are nobody else's. */
    private record Own(double[][] values) {}

    private GramMatrix(Own own) {
        values = own.values;
    }

    /** H = G Gᵀ, accumulated in double. @param gradients [task][parameter] */
    public static GramMatrix ofGradients(double[][] gradients) {
        int tasks = gradients.length;
        double[][] gram = new double[tasks][tasks];
        for (int i = 0; i < tasks; i++) {
            requireGradient(gradients, i);
            for (int j = 0; j <= i; j++) {
                gram[i][j] = gram[j][i] = DenseAlgebra.dot(gradients[i], gradients[j]);
            }
        }
        return new GramMatrix(gram);
    }

    /** The Gram matrix of orthogonal gradients of norm 1. */
    static GramMatrix identity(int tasks) {
        double[][] identity = new double[tasks][tasks];
        for (int i = 0; i < tasks; i++) {
            identity[i][i] = 1;
        }
        return new GramMatrix(new Own(identity));
    }

    public int tasks() {
        return values.length;
    }

    public double at(int i, int j) {
        return values[i][j];
    }

    public double norm(int task) {
        return Math.sqrt(values[task][task]);
    }

    public double trace() {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += values[i][i];
        }
        return sum;
    }

    /** Cosines between the tasks' gradients, 0 wherever a norm is 0. @return [task][task] */
    public double[][] cosines() {
        double[][] cosines = new double[tasks()][tasks()];
        double[] norms = norms();
        for (int i = 0; i < tasks(); i++) {
            for (int j = 0; j < tasks(); j++) {
                boolean zero = norms[i] * norms[j] == 0;
                cosines[i][j] = zero ? 0 : i == j ? 1 : Math.max(-1, Math.min(1, values[i][j] / norms[i] / norms[j]));
            }
        }
        return cosines;
    }

    /** D H D: the Gram matrix of the gradients multiplied by {@code factors}, one per task. */
    public GramMatrix scaled(double[] factors) {
        requireLength(factors, "factors");
        double[][] scaled = toArray();
        for (int i = 0; i < tasks(); i++) {
            for (int j = 0; j < tasks(); j++) {
                scaled[i][j] *= factors[Math.min(i, j)];
                scaled[i][j] *= factors[Math.max(i, j)];
            }
        }
        return new GramMatrix(scaled);
    }

    /** The lengths of the gradients. @return [task] */
    double[] norms() {
        double[] norms = new double[tasks()];
        Arrays.setAll(norms, this::norm);
        return norms;
    }

    /** The Gram matrix of the gradients divided by their norms, none of which may be 0. */
    GramMatrix unit() {
        return new GramMatrix(new Own(cosines()));
    }

    /** The Gram matrix of the tasks named by their indices, in that order. */
    GramMatrix of(int[] tasks) {
        double[][] part = new double[tasks.length][tasks.length];
        for (int i = 0; i < tasks.length; i++) {
            for (int j = 0; j < tasks.length; j++) {
                part[i][j] = values[tasks[i]][tasks[j]];
            }
        }
        return new GramMatrix(new Own(part));
    }

    /**
     * The Gram matrix of the gradients g_i + Gᵀt. On the simplex Gᵀw becomes Gᵀw + Gᵀt, so the minimum norm of these is
     * the point nearest to −Gᵀt.
     */
    GramMatrix shifted(double[] t) {
        double[] inner = times(t);
        double squared = squaredNorm(t);
        double[][] shifted = toArray();
        for (int i = 0; i < tasks(); i++) {
            for (int j = 0; j < tasks(); j++) {
                shifted[i][j] += inner[Math.min(i, j)] + inner[Math.max(i, j)] + squared;
            }
            shifted[i][i] = Math.max(0, shifted[i][i]);
        }
        return new GramMatrix(new Own(shifted));
    }

    /** H times 2^exponent, exactly (short of overflow and underflow). */
    GramMatrix timesPowerOfTwo(int exponent) {
        if (exponent == 0) {
            return this;
        }
        double[][] scaled = toArray();
        for (double[] row : scaled) {
            for (int j = 0; j < row.length; j++) {
                row[j] = Math.scalb(row[j], exponent);
            }
        }
        return new GramMatrix(new Own(scaled));
    }

    /** (H w)_task. */
    double inner(int task, double[] w) {
        return DenseAlgebra.dot(values[task], w);
    }

    /** H w: each task's inner product with the direction d = Gᵀ w. */
    public double[] times(double[] w) {
        requireLength(w, "weights");
        int tasks = tasks();
        double[] product = new double[tasks];
        int done = 0;
        for (; done + 4 <= tasks; done += 4) {
            addFourProducts(w, done, product);
        }
        for (int i = done; i < tasks; i++) {
            product[i] = DenseAlgebra.dot(values[i], w);
        }
        return product;
    }

    /** wᵀ H w = ‖Gᵀ w‖², never below 0. */
    public double squaredNorm(double[] w) {
        return Math.max(0, DenseAlgebra.dot(times(w), w));
    }

    /** A copy. @return [task][task] */
    public double[][] toArray() {
        double[][] copy = values.clone();
        for (int i = 0; i < copy.length; i++) {
            copy[i] = values[i].clone();
        }
        return copy;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GramMatrix gram && Arrays.deepEquals(values, gram.values);
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(values);
    }

    @Override
    public String toString() {
        return "GramMatrix" + Arrays.deepToString(values);
    }

    /** Four rows at a time, whose sums do not wait for one another; each in the order of {@link #dot}. */
    private void addFourProducts(double[] w, int from, double[] product) {
        double[] a = values[from];
        double[] b = values[from + 1];
        double[] c = values[from + 2];
        double[] d = values[from + 3];
        double sumA = 0;
        double sumB = 0;
        double sumC = 0;
        double sumD = 0;
        for (int j = 0; j < w.length; j++) {
            double factor = w[j];
            sumA += a[j] * factor;
            sumB += b[j] * factor;
            sumC += c[j] * factor;
            sumD += d[j] * factor;
        }
        product[from] = sumA;
        product[from + 1] = sumB;
        product[from + 2] = sumC;
        product[from + 3] = sumD;
    }

    private void requireLength(double[] array, String what) {
        if (array.length != tasks()) {
            throw new IllegalArgumentException("Gram matrix: length mismatch: " + array.length + " " + what + " for "
                    + tasks() + " tasks; there must be one per task. Pass both in the same task order.");
        }
    }

    private static void requireRow(double[][] gram, int i) {
        if (gram[i].length != gram.length) {
            throw new IllegalArgumentException("Gram matrix: row " + i + " has " + gram[i].length + " entries for "
                    + gram.length + " rows; it must be square. Pass one inner product per pair of tasks.");
        }
        for (int j = 0; j < gram.length; j++) {
            if (!Double.isFinite(gram[i][j])) {
                throw new IllegalArgumentException("Gram matrix: entry (" + i + ", " + j + ") = " + gram[i][j]
                        + " must be finite. Look for exploding losses, or lower the learning rate.");
            }
        }
        if (gram[i][i] < 0) {
            throw new IllegalArgumentException("Gram matrix: entry (" + i + ", " + i + ") = " + gram[i][i]
                    + " must be at least 0, it is a squared norm. Form the matrix from gradients with ofGradients.");
        }
    }

    private static double symmetric(double[][] gram, int i, int j) {
        if (gram[i][j] == gram[j][i]) {
            return gram[i][j];
        }
        double size = Math.max(Math.abs(gram[i][j]), Math.sqrt(gram[i][i]) * Math.sqrt(gram[j][j]));
        if (Math.abs(gram[i][j] - gram[j][i]) > SYMMETRY * size) {
            throw new IllegalArgumentException("Gram matrix: entries (" + i + ", " + j + ") = " + gram[i][j] + " and ("
                    + j + ", " + i + ") = " + gram[j][i] + " differ; it must be symmetric to rounding. "
                    + "Form the matrix from gradients with ofGradients.");
        }
        return 0.5 * gram[i][j] + 0.5 * gram[j][i];
    }

    private static void requireGradient(double[][] gradients, int task) {
        if (gradients[task].length != gradients[0].length) {
            throw new IllegalArgumentException(
                    "Gram matrix: gradient of task " + task + " has " + gradients[task].length
                            + " parameters, task 0 has " + gradients[0].length
                            + "; all must have the same length. Pass gradients of the shared parameters only.");
        }
        for (double value : gradients[task]) {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(
                        "Gram matrix: non-finite gradient: task " + task + " contains " + value
                                + "; every entry must be finite. Look for exploding losses, or lower the learning rate.");
            }
        }
    }
}
