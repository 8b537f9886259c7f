package io.fulcrum.contract.drift;

import java.util.stream.IntStream;

/**
 * How far two distributions over the same bins differ, by their counts a and c of N and M values.
 *
 * <p>PSI is the population stability index Σ (p - q) ln(p / q) over the B bins that have values. An empty bin would
 * make it infinite, so the shares are smoothed as p = (a + κ r) / (N + κ) and q = (c + κ r) / (M + κ), where r is the
 * pooled share (a + c) / (N + M) and κ = B / 2: Laplace's one half per bin, but in proportion to the bins, so that
 * many rare bins do not look like drift in a small sample. Equal counts have PSI 0 exactly.
 *
 * <p>PSI is not 0 for two samples of one distribution. The expected value is about
 * (B - 1) (N / (N + κ)² + M / (M + κ)²), close to (B - 1) (1/N + 1/M). Drift is called significant by the chi-square
 * test of homogeneity at {@value #SIGNIFICANT} standard deviations (Wilson and Hilferty, 1931); for it, bins with less
 * than one expected value in the smaller sample are one bin (Koehler and Larntz, 1980, on sparse tables).
 *
 * @param psi population stability index
 * @param expectedPsi what it is about for two samples of one distribution
 * @param jensenShannon Jensen-Shannon divergence of the shares to base 2, from 0 to 1; not smoothed
 * @param deviations chi-square statistic in standard deviations of the normal distribution; 0 if it cannot be computed
 */
public record Divergence(double psi, double expectedPsi, double jensenShannon, double deviations) {
    /** PSI from which drift is called moderate, above what is expected of samples. */
    public static final double MODERATE = 0.1;

    /** PSI from which drift is called large. */
    public static final double LARGE = 0.25;

    private static final double SIGNIFICANT = 4;
    private static final double LEAST_VALUES = 30;
    private static final double LEAST_EXPECTED = 1;

    /** How much a distribution drifts, in words. */
    public enum Level {
        STABLE("stable"),
        MODERATE("moderate"),
        LARGE("large");

        private final String key;

        Level(String key) {
            this.key = key;
        }

        public String key() {
            return key;
        }
    }

    /** Compares two lists of counts, each with at least one value; // [bin]. */
    public static Divergence of(long[] a, long[] c) {
        double n = IntStream.range(0, a.length).mapToDouble(i -> a[i]).sum();
        double m = IntStream.range(0, c.length).mapToDouble(i -> c[i]).sum();
        int bins =
                (int) IntStream.range(0, a.length).filter(i -> a[i] + c[i] > 0).count();
        double prior = bins / 2.0;
        double psi = 0;
        double divergence = 0;
        for (int i = 0; i < a.length; i++) {
            if (a[i] + c[i] > 0) {
                double pooled = prior * (a[i] + c[i]) / (n + m);
                double p = (a[i] + pooled) / (n + prior);
                double q = (c[i] + pooled) / (m + prior);
                psi += (p - q) * Math.log(p / q);
                divergence += halfJensenShannon(a[i] / n, c[i] / m) + halfJensenShannon(c[i] / m, a[i] / n);
            }
        }
        double expected = (bins - 1) * (n / square(n + prior) + m / square(m + prior));
        double deviations = Math.min(n, m) < LEAST_VALUES ? 0 : deviations(a, c, n, m);
        return new Divergence(psi, expected, Math.min(1, divergence), deviations);
    }

    /** Returns whether the difference is significant and PSI exceeds its expected value by at least {@code limit}. */
    public boolean reaches(double limit) {
        return deviations >= SIGNIFICANT && psi - expectedPsi >= limit;
    }

    public Level level() {
        if (reaches(LARGE)) {
            return Level.LARGE;
        }
        return reaches(MODERATE) ? Level.MODERATE : Level.STABLE;
    }

    private static double halfJensenShannon(double p, double q) {
        return p == 0 ? 0 : p * Math.log(2 * p / (p + q)) / Math.log(2) / 2;
    }

    private static double deviations(long[] a, long[] c, double n, double m) {
        double statistic = 0;
        int used = 0;
        long rareA = 0;
        long rareC = 0;
        for (int i = 0; i < a.length; i++) {
            if ((a[i] + c[i]) / (n + m) * Math.min(n, m) < LEAST_EXPECTED) {
                rareA += a[i];
                rareC += c[i];
            } else {
                statistic += term(a[i] / n, c[i] / m, (a[i] + c[i]) / (n + m));
                used++;
            }
        }
        if (rareA + rareC > 0) {
            statistic += term(rareA / n, rareC / m, (rareA + rareC) / (n + m));
            used++;
        }
        int freedom = used - 1;
        if (freedom == 0) {
            return 0;
        }
        double spread = 2.0 / (9 * freedom);
        return (Math.cbrt(statistic * n * m / (n + m) / freedom) - (1 - spread)) / Math.sqrt(spread);
    }

    private static double term(double p, double q, double pooled) {
        return square(p - q) / pooled;
    }

    private static double square(double x) {
        return x * x;
    }
}
