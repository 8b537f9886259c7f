package io.fulcrum.contract.encoder;

/** An encoder whose result is {@link #width} floats that enter the network as they are. */
public sealed interface NumericEncoder extends Encoder
        permits StandardisedEncoder, LogEncoder, IdentityEncoder, PiecewiseEncoder, CyclicEncoder {
    /** Returns the number of floats. */
    default int width() {
        return 1;
    }

    /** Returns the name suffix of a float, empty for the only one of its feature. */
    default String suffix(int at) {
        return width() == 1 ? "" : "_" + (at + 1);
    }

    /** Whether a number counts as missing. */
    default boolean isMissing(double number) {
        return !fitsFloat(number);
    }

    /** Returns the encoder that knows which numbers count as missing for an encoder of numbers, discrete ones too. */
    static NumericEncoder reading(Encoder encoder) {
        return encoder instanceof NumericEncoder numeric ? numeric : new IdentityEncoder();
    }

    /** Whether a float can hold the number; false for NaN. */
    static boolean fitsFloat(double number) {
        return Math.abs(number) <= Float.MAX_VALUE;
    }

    /** Encodes a number that is not missing; a {@link CyclicEncoder} reads microseconds instead. */
    void encode(double number, float[] into, int at);

    @Override
    default boolean reads(SourceType type) {
        return type == SourceType.WHOLE || type == SourceType.NUMBER;
    }
}
