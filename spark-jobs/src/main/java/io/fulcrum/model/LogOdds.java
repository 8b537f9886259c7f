package io.fulcrum.model;

/**
 * Log-odds of a binary task, as floats, and their probabilities, as doubles.
 *
 * <p>Scores are log-odds within ±20 and rounded to multiples of 2⁻³⁰, which changes only those below 2⁻⁶. Each of them
 * has a probability of its own, in the same order, from which {@link #of} returns it to the bit. Metrics of log-odds
 * are therefore those of the written probabilities, ties included. Without the limits different log-odds would share a
 * probability: 1 above 37, and 0.5 near zero.
 */
public final class LogOdds {
    /** The largest log-odds of a score. */
    public static final float MOST = 20;

    private static final double STEPS = 0x1.0p30; // of one

    private LogOdds() {}

    /** Returns the score nearest to log-odds. What is not finite stays, so that a diverged model is noticed. */
    public static float score(float logOdds) {
        return Float.isFinite(logOdds) ? rounded(Math.max(-MOST, Math.min(MOST, logOdds))) : logOdds;
    }

    /** Returns the probability 1 / (1 + exp(-z)), with the same bits on every processor. */
    public static double probability(double logOdds) {
        double small = StrictMath.exp(-Math.abs(logOdds));
        return logOdds >= 0 ? 1 / (1 + small) : small / (1 + small);
    }

    /** Returns the score that a probability was computed from. */
    public static float of(double probability) {
        return rounded(StrictMath.log(probability) - StrictMath.log1p(-probability));
    }

    private static float rounded(double logOdds) {
        return (float) (Math.rint(logOdds * STEPS) / STEPS);
    }
}
