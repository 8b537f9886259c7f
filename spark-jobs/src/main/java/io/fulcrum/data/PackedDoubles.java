package io.fulcrum.data;

import java.io.Serializable;

/**
 * Doubles as they travel: as floats where each is a float to the bit, which takes half the bytes and loses nothing.
 *
 * @param single whether as floats
 */
public record PackedDoubles(boolean single, byte[] bytes) implements Serializable {

    public static PackedDoubles of(double[] values) {
        boolean single = areFloats(values);
        return new PackedDoubles(single, single ? ArrayBytes.of(floats(values)) : ArrayBytes.of(values));
    }

    /** Returns the doubles, with the bits that were packed. */
    public double[] values() {
        return single ? doubles(ArrayBytes.floats(bytes)) : ArrayBytes.doubles(bytes);
    }

    /** Returns the bytes that values take when they are packed. */
    public static long bytesOf(double[] values) {
        return (long) values.length * (areFloats(values) ? Float.BYTES : Double.BYTES);
    }

    private static boolean areFloats(double[] values) {
        for (double value : values) {
            if ((float) value != value) {
                return false; // also for NaN, whose bits a cast may change
            }
        }
        return true;
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }
}
