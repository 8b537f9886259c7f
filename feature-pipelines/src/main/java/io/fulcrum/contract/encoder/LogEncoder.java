package io.fulcrum.contract.encoder;

/**
 * A number x as sign(x) ln(1 + |x|), standardised by the training mean and standard deviation of that. A number beyond
 * the range of a float is not missing here, because its logarithm is small.
 */
public record LogEncoder(double mean, double deviation) implements NumericEncoder {
    public LogEncoder {
        StandardisedEncoder.requireMoments(mean, deviation);
    }

    @Override
    public boolean isMissing(double number) {
        return !Double.isFinite(number);
    }

    @Override
    public void encode(double number, float[] into, int at) {
        into[at] = StandardisedEncoder.standardised(log(number), mean, deviation);
    }

    /** Returns the signed logarithm; StrictMath, so that every machine returns the same bits. */
    public static double log(double number) {
        return Math.signum(number) * StrictMath.log1p(Math.abs(number));
    }
}
