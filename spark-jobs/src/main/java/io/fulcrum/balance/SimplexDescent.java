package io.fulcrum.balance;

import java.util.Arrays;

/** Projected gradient steps of weights on the simplex, in the Euclidean norm. */
final class SimplexDescent {
    private static final double OUT_OF_REACH = -2; // below the largest entry; from −1 on the projection is 0

    private SimplexDescent() {}

    /** The weights scaled to add up to 1; equal where they are all 0. */
    static double[] whole(double[] part) {
        double total = SimplexProjection.sum(part);
        double[] whole = new double[part.length];
        Arrays.setAll(whole, i -> total > 0 ? part[i] / total : 1.0 / part.length);
        return whole;
    }

    /** The projection of w − rate · gradient. */
    static double[] step(double[] w, double[] gradient, double rate) {
        double[] moved = w.clone();
        DenseAlgebra.axpy(-rate, gradient, moved);
        double largest = Arrays.stream(moved).max().orElse(0);
        double[] near = Arrays.stream(moved)
                .map(x -> Math.max(OUT_OF_REACH, x - largest))
                .toArray();
        return SimplexProjection.project(near, WeightBounds.free(w.length));
    }
}
