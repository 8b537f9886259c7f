package io.fulcrum.model;

/**
 * Log-odds of a binary task, as floats, and their probabilities, as doubles.
 *
 * <p>Within ±{@value #MOST} each float of log-odds has a probability of its own, in the same order, from which
 * {@link #of} gets it back. Metrics of log-odds are therefore those of the probabilities, ties included. Beyond it
 * probabilities near 1 would be ties that log-odds are not, so scores are limited to it: to 2e-9 and 1 - 2e-9.
 */
public final class LogOdds {
    /** The largest log-odds of a score. */
    public static final float MOST = 20;

    private LogOdds() {}

    /** Returns log-odds within the limits. What is not finite stays: the model diverged, and nobody may hide it. */
    static float limited(float logOdds) {
        return Float.isFinite(logOdds) ? Math.max(-MOST, Math.min(MOST, logOdds)) : logOdds;
    }

    /** Returns the probability 1 / (1 + exp(-z)), with the same bits on every processor. */
    public static double probability(double logOdds) {
        double small = StrictMath.exp(-Math.abs(logOdds));
        return logOdds >= 0 ? 1 / (1 + small) : small / (1 + small);
    }

    /** Returns the log-odds that a probability was computed from. */
    public static float of(double probability) {
        return (float) (StrictMath.log(probability) - StrictMath.log1p(-probability));
    }
}
