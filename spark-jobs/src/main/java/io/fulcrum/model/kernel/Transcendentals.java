package io.fulcrum.model.kernel;

/** Functions of a number that processors may round in their own way. */
public interface Transcendentals {
    /** Those of fdlibm, equal to the bit everywhere: {@link Math#exp} may be a processor's own. */
    Transcendentals STRICT = new Transcendentals() {
        @Override
        public double exp(double x) {
            return StrictMath.exp(x);
        }

        @Override
        public double log(double x) {
            return StrictMath.log(x);
        }
    };

    /** Returns e to the power of {@code x}. */
    double exp(double x);

    /** Replaces the first {@code count} numbers, of which none is above 0, by e to their power. */
    default void expOfNegatives(double[] values, int count) {
        for (int i = 0; i < count; i++) {
            values[i] = exp(values[i]);
        }
    }

    /** Returns the natural logarithm of {@code x}. */
    double log(double x);

    /** Returns 1 / (1 + e^-x), without a power that overflows. */
    default double sigmoid(double x) {
        double e = exp(-Math.abs(x));
        return x >= 0 ? 1 / (1 + e) : e / (1 + e);
    }
}
