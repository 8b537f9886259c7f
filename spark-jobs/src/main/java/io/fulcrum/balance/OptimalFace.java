package io.fulcrum.balance;

import static io.fulcrum.balance.DenseAlgebra.dot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The tie-break among optimal weights: the one of least Euclidean norm.
 *
 * <p>All optima share the direction Gᵀw, so they are w* + N z inside the bounds, where N spans { v : Hv = 0, Σv = 0 }
 * on the tasks whose multiplier is 0. Minimising ‖w* + N z‖² is a strictly convex problem in z: a least distance
 * problem, solved by its dual (Lawson and Hanson 1974, chapter 23, algorithm LDP).
 */
final class OptimalFace {
    private static final double ZERO = 1e-12;
    private static final double STILL = 1e-10;

    private final GramMatrix gram;
    private final WeightBounds bounds;
    private final double[] optimum; // [task]
    private final int[] movable; // tasks with multiplier 0

    private OptimalFace(GramMatrix gram, WeightBounds bounds, double[] optimum) {
        this.gram = gram;
        this.bounds = bounds;
        this.optimum = optimum;
        movable = movable();
    }

    /** The least-norm optimum, given any. If rounding made the result a worse optimum, the given one is returned. */
    static double[] leastNorm(GramMatrix gram, WeightBounds bounds, double[] optimum) {
        OptimalFace face = new OptimalFace(gram, bounds, optimum);
        double[][] basis = DenseAlgebra.nullSpace(face.constraints(), face.movable.length, ZERO);
        if (basis.length == 0) {
            return optimum;
        }
        double[] nearest = face.nearestToOrigin(basis);
        double allowed = MinNormSolution.certify(gram, bounds, optimum).gap() + 10 * ZERO * gram.trace();
        return MinNormSolution.certify(gram, bounds, nearest).gap() <= allowed ? nearest : optimum;
    }

    private int[] movable() {
        double[] sizes = sizes();
        double[] inner = gram.times(optimum);
        int between = 0;
        while (between < optimum.length && !isBetween(between)) {
            between++;
        }
        boolean none = between == optimum.length;
        double lambda = none ? MinNormSolution.certify(gram, bounds, optimum).lambda() : inner[between];
        double noise = none ? 0 : sizes[between];
        int[] found = new int[optimum.length];
        int count = 0;
        for (int i = 0; i < optimum.length; i++) {
            boolean loose = bounds.floor(i) < bounds.ceiling(i);
            if (loose && Math.abs(inner[i] - lambda) <= ZERO * (sizes[i] + noise)) {
                found[count++] = i;
            }
        }
        return Arrays.copyOf(found, count);
    }

    private boolean isBetween(int task) {
        return optimum[task] > bounds.floor(task) && optimum[task] < bounds.ceiling(task);
    }

    /** Σ_j |H_ij| w_j: what the rounding errors of (Hw)_i are proportional to. */
    private double[] sizes() {
        double[] sizes = new double[optimum.length];
        for (int i = 0; i < sizes.length; i++) {
            for (int j = 0; j < sizes.length; j++) {
                sizes[i] += Math.abs(gram.at(i, j)) * optimum[j];
            }
        }
        return sizes;
    }

    /** Rows of H over the movable tasks, each divided by the most it could be, and the row of the sum. */
    private double[][] constraints() {
        double longest = 0;
        for (int i : movable) {
            longest = Math.max(longest, gram.norm(i));
        }
        double[][] rows = new double[gram.tasks() + 1][movable.length];
        for (int i = 0; i < gram.tasks(); i++) {
            double most = gram.norm(i) * longest;
            for (int k = 0; k < movable.length && most > 0; k++) {
                rows[i][k] = gram.at(i, movable[k]) / most;
            }
        }
        Arrays.fill(rows[gram.tasks()], 1);
        return rows;
    }

    /** @param basis [vector][movable task] */
    private double[] nearestToOrigin(double[][] basis) {
        double[] foot = Arrays.stream(movable).mapToDouble(i -> optimum[i]).toArray();
        double[] start = foot.clone();
        for (double[] vector : basis) {
            DenseAlgebra.axpy(-dot(vector, start), vector, foot);
        }
        double[] shortest = leastDistance(basis, foot);
        double[] weights = optimum.clone();
        for (int k = 0; k < movable.length; k++) {
            weights[movable[k]] = foot[k];
            for (int d = 0; d < basis.length; d++) {
                weights[movable[k]] += basis[d][k] * shortest[d];
            }
        }
        return SimplexProjection.exact(weights, bounds.floors(), bounds.ceilings(), 1);
    }

    /** The shortest z with floors ≤ foot + N z ≤ ceilings: from the residual r of the dual, z = −r / r_last. */
    private double[] leastDistance(double[][] basis, double[] foot) {
        int size = basis.length;
        List<double[]> columns = new ArrayList<>();
        for (int k = 0; k < movable.length; k++) {
            if (moves(basis, k)) {
                columns.add(column(basis, k, 1, bounds.floor(movable[k]) - foot[k]));
                columns.add(column(basis, k, -1, foot[k] - bounds.ceiling(movable[k])));
            }
        }
        double[] target = new double[size + 1];
        target[size] = 1;
        double[] residual = NonNegativeLeastSquares.residual(columns.toArray(double[][]::new), target);
        double[] shortest = new double[size];
        Arrays.setAll(shortest, d -> -residual[d] / residual[size]);
        return shortest;
    }

    /** Whether the task's weight differs between optima at all; if not, its bounds constrain nothing. */
    private static boolean moves(double[][] basis, int task) {
        return Arrays.stream(basis).anyMatch(vector -> Math.abs(vector[task]) > STILL);
    }

    private static double[] column(double[][] basis, int task, int sign, double bound) {
        double[] column = new double[basis.length + 1];
        for (int d = 0; d < basis.length; d++) {
            column[d] = sign * basis[d][task];
        }
        column[basis.length] = bound;
        return column;
    }
}
