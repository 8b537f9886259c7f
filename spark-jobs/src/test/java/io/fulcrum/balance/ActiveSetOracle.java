package io.fulcrum.balance;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The weight problem by brute force: every assignment of tasks to floor, ceiling or free, the least-norm stationary
 * point of each, the best feasible one. Slow (3^K), simple, and with nothing in common with the solver's search.
 */
final class ActiveSetOracle {
    private static final double FEASIBLE = 1e-9;

    private final double[][] gram; // [task][task], trace about 1
    private final WeightBounds bounds;
    private double objective = Double.POSITIVE_INFINITY;
    private double[] weights; // [task] least norm among the optimal

    private ActiveSetOracle(GramMatrix gram, WeightBounds bounds) {
        double scale = gram.trace() == 0 ? 1 : gram.trace();
        this.gram = gram.toArray();
        for (double[] row : this.gram) {
            Arrays.setAll(row, j -> row[j] / scale);
        }
        this.bounds = bounds;
    }

    static double[] weights(GramMatrix gram, WeightBounds bounds) {
        ActiveSetOracle oracle = new ActiveSetOracle(gram, bounds);
        int assignments = (int) Math.round(Math.pow(3, gram.tasks()));
        for (int code = 0; code < assignments; code++) {
            oracle.visit(code);
        }
        return oracle.weights;
    }

    private void visit(int code) {
        int tasks = gram.length;
        int[] side = new int[tasks]; // 0 floor, 1 ceiling, 2 free
        double[] candidate = new double[tasks];
        for (int i = 0, rest = code; i < tasks; i++, rest /= 3) {
            side[i] = rest % 3;
            candidate[i] = side[i] == 0 ? bounds.floor(i) : side[i] == 1 ? bounds.ceiling(i) : 0;
        }
        fillFree(side, candidate);
        double sum = Arrays.stream(candidate).sum();
        boolean feasible = Math.abs(sum - 1) < FEASIBLE;
        for (int i = 0; i < tasks; i++) {
            feasible &= candidate[i] > bounds.floor(i) - FEASIBLE && candidate[i] < bounds.ceiling(i) + FEASIBLE;
        }
        if (feasible) {
            consider(candidate);
        }
    }

    /** The bordered system [H 1; 1' 0] over the free tasks, by pseudo-inverse. */
    private void fillFree(int[] side, double[] candidate) {
        int[] free = IntStream.range(0, side.length).filter(i -> side[i] == 2).toArray();
        if (free.length == 0) {
            return;
        }
        int n = free.length;
        double[][] bordered = new double[n + 1][n + 1];
        double[] right = new double[n + 1];
        for (int p = 0; p < n; p++) {
            for (int q = 0; q < n; q++) {
                bordered[p][q] = gram[free[p]][free[q]];
            }
            bordered[p][n] = bordered[n][p] = 1;
            right[p] = -DenseAlgebra.dot(gram[free[p]], candidate);
        }
        right[n] = 1 - Arrays.stream(candidate).sum();
        double[] solution = DenseAlgebra.pseudoSolve(bordered, right);
        for (int p = 0; p < n; p++) {
            candidate[free[p]] = solution[p];
        }
    }

    private void consider(double[] candidate) {
        double value = 0;
        for (int i = 0; i < gram.length; i++) {
            value += candidate[i] * DenseAlgebra.dot(gram[i], candidate);
        }
        boolean better = value < objective - 1e-12;
        boolean equal = value < objective + 1e-12;
        if (better || equal && DenseAlgebra.dot(candidate, candidate) < DenseAlgebra.dot(weights, weights)) {
            weights = candidate;
            objective = Math.min(objective, value);
        }
    }
}
