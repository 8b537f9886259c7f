package io.fulcrum.balance;

import java.util.List;

/**
 * What a method answers: the direction of the next round is the sum of {@code values[k]} times the gradient of task k.
 *
 * @param values [task] exactly as the method publishes them, of any sum; empty if it has no answer, so that the last
 *     weights stay
 * @param memory what the method remembers for the next round
 * @param notes reasons for the log
 */
record Coefficients(double[] values, BalancerState memory, List<String> notes) {
    /** The coefficients of a method that remembers nothing. */
    static Coefficients of(double[] values) {
        return new Coefficients(values, BalancerState.EMPTY, List.of());
    }

    /** No answer, for the reason given. */
    static Coefficients none(RoundContext context, String reason) {
        return new Coefficients(new double[0], context.memory(), List.of(reason));
    }

    Coefficients remembering(BalancerState next) {
        return new Coefficients(values, next, notes);
    }

    Coefficients noting(String note) {
        return new Coefficients(values, memory, List.of(note));
    }

    boolean isNone() {
        return values.length == 0;
    }
}
