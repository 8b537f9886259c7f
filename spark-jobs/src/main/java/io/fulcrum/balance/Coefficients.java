package io.fulcrum.balance;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a method answers: the direction of the next round is the sum of {@code values[k]} times the gradient of task k.
 *
 * @param values [task] exactly as the method publishes them, of any sum; empty if it has no answer, so that the last
 *     weights stay
 * @param memory what the method remembers for the next round
 * @param readings what the method found, by name, for the log
 * @param notes reasons for the log
 */
record Coefficients(double[] values, BalancerState memory, Map<String, Double> readings, List<String> notes) {
    /** The coefficients of a method that remembers nothing. */
    static Coefficients of(double[] values) {
        return new Coefficients(values, BalancerState.EMPTY, Map.of(), List.of());
    }

    /** No answer, for the reason given. */
    static Coefficients none(RoundContext context, String reason) {
        return new Coefficients(new double[0], context.memory(), Map.of(), List.of(reason));
    }

    Coefficients remembering(BalancerState next) {
        return new Coefficients(values, next, readings, notes);
    }

    /** Adds a reading; one that is not finite is left out. */
    Coefficients reading(String name, double value) {
        if (!Double.isFinite(value)) {
            return this;
        }
        Map<String, Double> more = new TreeMap<>(readings);
        more.put(name, value);
        return new Coefficients(values, memory, more, notes);
    }

    Coefficients noting(String note) {
        return new Coefficients(values, memory, readings, List.of(note));
    }

    boolean isNone() {
        return values.length == 0;
    }
}
