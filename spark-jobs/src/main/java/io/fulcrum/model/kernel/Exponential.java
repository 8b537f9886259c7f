package io.fulcrum.model.kernel;

/**
 * e^x of many numbers at once, in products and sums that the JIT makes vector instructions of, which {@link Math#exp}
 * number by number is not.
 */
final class Exponential {
    /** The power of the last number that is no float but zero; below it every number is taken for this one. */
    private static final double LEAST = -110;

    private static final double SHARE = 1.0 / 128;

    private Exponential() {}

    /**
     * Replaces the first {@code count} numbers, of which none is above 0, by their powers: within 1e-9 of the value,
     * which a float cannot tell from it, and 1 at 0. NaN stays NaN.
     *
     * <p>e^x = p(x / 128)^128, with a polynomial p of degree 8 that is 1 at 0, fitted on [-110 / 128, 0] by least
     * squares of the relative error, reweighted until it is equally large everywhere.
     */
    static void ofNegatives(double[] values, int count) {
        for (int i = 0; i < count; i++) {
            double z = Math.max(LEAST, values[i]) * SHARE;
            double high = ((1.6120929699284248e-5 * z + 1.8528166520027922e-4) * z + 1.3777468658139752e-3) * z;
            double low = ((high + 8.327736652682077e-3) * z + 4.166500611827553e-2) * z + 1.6666639088282748e-1;
            double p = ((low * z + 4.999999775749695e-1) * z + 9.999999993673931e-1) * z + 1;
            double p2 = p * p;
            double p4 = p2 * p2;
            double p8 = p4 * p4;
            double p16 = p8 * p8;
            double p32 = p16 * p16;
            double p64 = p32 * p32;
            values[i] = p64 * p64;
        }
    }
}
