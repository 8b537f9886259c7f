package io.fulcrum.contract.encoder;

/**
 * A number as its distance from the training mean in training standard deviations, limited to the range of a float.
 *
 * @param deviation 0 if all training values are equal; every number is then encoded as 0
 */
public record StandardisedEncoder(double mean, double deviation) implements NumericEncoder {
    public StandardisedEncoder {
        requireMoments(mean, deviation);
    }

    @Override
    public void encode(double number, float[] into, int at) {
        into[at] = standardised(number, mean, deviation);
    }

    static float standardised(double number, double mean, double deviation) {
        double scale = deviation > 0 ? 1 / deviation : 0;
        double standard = (number - mean) * scale;
        return (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, standard));
    }

    static void requireMoments(double mean, double deviation) {
        if (!Double.isFinite(mean) || !Double.isFinite(deviation) || deviation < 0) {
            throw new IllegalArgumentException("A feature has mean " + mean + " and standard deviation " + deviation
                    + ", which must be finite and not negative. Prepare the data again.");
        }
    }
}
