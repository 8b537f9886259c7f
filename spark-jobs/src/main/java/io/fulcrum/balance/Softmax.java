package io.fulcrum.balance;

import java.util.Arrays;

/** The softmax function, shifted by the largest entry so that none overflows. */
final class Softmax {
    private Softmax() {}

    static double[] of(double[] logits) {
        double largest = Arrays.stream(logits).max().orElse(0);
        double[] parts =
                Arrays.stream(logits).map(logit -> Math.exp(logit - largest)).toArray();
        double sum = SimplexProjection.sum(parts);
        Arrays.setAll(parts, i -> parts[i] / sum);
        return parts;
    }
}
