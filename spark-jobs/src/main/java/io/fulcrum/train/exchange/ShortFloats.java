package io.fulcrum.train.exchange;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import java.nio.ByteBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A vector of which every number but the last few has 16 bits. A number is rounded up or down to its neighbours in the
 * layout by chance, so that its expectation is the number itself (to 2⁻²⁴ of their distance); what the layout holds
 * stays as it is, and so does a sign.
 *
 * @param codes [number] two bytes: sign, exponent, mantissa
 * @param exactEnd the last numbers of the vector, as they were
 */
@DefaultSerializer(JavaSerializer.class)
public record ShortFloats(Layout layout, byte[] codes, float[] exactEnd) implements PackedFloats {
    /** How 15 bits are shared between exponent and mantissa. */
    public enum Layout {
        /** IEEE 754 binary16: 11 digits, up to 65504, no finer than 2⁻²⁴. */
        HALF(10, -14, 65504f),
        /** The upper half of a float (bfloat16): its whole range in 8 digits. */
        UPPER_HALF(7, -126, Float.intBitsToFloat(0x7F7F0000));

        private final int mantissaBits;
        private final int leastExponent; // of normal numbers
        private final float largest;

        Layout(int mantissaBits, int leastExponent, float largest) {
            this.mantissaBits = mantissaBits;
            this.leastExponent = leastExponent;
            this.largest = largest;
        }

        private short encode(float value, SplittableRandom random) {
            int exponent = Math.max(Math.getExponent(value), leastExponent);
            double steps = Math.abs(value) * Math.scalb(1.0, mantissaBits - exponent);
            int code = (exponent - leastExponent << mantissaBits) + (int) (steps + PackedFloats.chance(random));
            return (short) (value < 0 ? code | 0x8000 : code);
        }

        private float decode(short bits) {
            int code = bits & 0x7FFF;
            int raised = Math.max(0, (code >> mantissaBits) - 1);
            int steps = code - (raised << mantissaBits);
            return (bits < 0 ? -1 : 1) * Math.scalb((float) steps, raised + leastExponent - mantissaBits);
        }

        private boolean holds(float[] values) {
            for (float value : values) {
                if (!(Math.abs(value) <= largest)) {
                    return false; // also for NaN
                }
            }
            return true;
        }
    }

    /** Packs a vector, of which the last {@code exact} numbers stay exact; all do if one does not fit the layout. */
    public static PackedFloats of(float[] values, int exact, Layout layout, long seed) {
        if (!layout.holds(values)) {
            return new ExactFloats(values);
        }
        int size = Math.max(0, values.length - exact);
        byte[] codes = new byte[Math.multiplyExact(Short.BYTES, size)];
        ShortBuffer buffer = ByteBuffer.wrap(codes).asShortBuffer();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < size; i++) {
            buffer.put(i, layout.encode(values[i], random));
        }
        return new ShortFloats(layout, codes, Arrays.copyOfRange(values, size, values.length));
    }

    @Override
    public float[] floats() {
        ShortBuffer buffer = ByteBuffer.wrap(codes).asShortBuffer();
        int size = buffer.limit();
        float[] values = new float[size + exactEnd.length];
        for (int i = 0; i < size; i++) {
            values[i] = layout.decode(buffer.get(i));
        }
        System.arraycopy(exactEnd, 0, values, size, exactEnd.length);
        return values;
    }

    @Override
    public long bytes() {
        return codes.length + (long) Float.BYTES * exactEnd.length;
    }
}
