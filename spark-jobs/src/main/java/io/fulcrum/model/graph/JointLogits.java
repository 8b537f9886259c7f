package io.fulcrum.model.graph;

import io.fulcrum.model.kernel.Transcendentals;

/**
 * The logit of the product of two probabilities, in log space: with p = σ(a) and q = σ(b), log(pq) - log(1 - pq), where
 * 1 - pq = σ(-a) + σ(a) σ(-b) loses no digits. Its slopes are ∂/∂a = σ(-a) / (1 - pq) and the same with a and b
 * exchanged.
 */
public final class JointLogits {
    private JointLogits() {}

    /** Returns the logit of one row. */
    public static float logit(double a, double b, Transcendentals functions) {
        double logs = logSigmoid(a, functions) + logSigmoid(b, functions);
        double rest = rest(a, b, functions);
        return (float) (rest == 0 ? ofCertain(a, b, functions) : logs - functions.log(rest));
    }

    /** Where 1 - pq is nearer to 0 than a double can be, it is e^-a + e^-b, and pq is 1. */
    private static double ofCertain(double a, double b, Transcendentals functions) {
        return Math.min(a, b) - functions.log(1 + functions.exp(-Math.abs(a - b)));
    }

    /** log σ(x) = min(x, 0) - log(1 + e^-|x|). */
    private static double logSigmoid(double x, Transcendentals functions) {
        return Math.min(x, 0) - functions.log(1 + functions.exp(-Math.abs(x)));
    }

    /** 1 - σ(a) σ(b). */
    private static double rest(double a, double b, Transcendentals functions) {
        return functions.sigmoid(-a) + functions.sigmoid(a) * functions.sigmoid(-b);
    }

    /** Returns the slope by {@code a}. */
    public static double slope(double a, double b, Transcendentals functions) {
        double rest = rest(a, b, functions);
        return rest == 0 ? 0.5 : functions.sigmoid(-a) / rest;
    }
}
