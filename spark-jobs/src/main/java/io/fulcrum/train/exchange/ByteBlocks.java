package io.fulcrum.train.exchange;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import java.util.SplittableRandom;

/**
 * A vector of which each number is a whole number of its block's steps, from -127 to 127, rounded up or down by chance
 * so that its expectation is the number itself: QSGD (Alistarh et al., NIPS 2017, §3) with the largest absolute value
 * in the place of the norm and evenly spaced levels, by blocks as in 8-bit optimisers (Dettmers et al., ICLR 2022, §2),
 * so that a layer of large changes does not drown one of small ones. We pack codes in whole bytes where QSGD has Elias
 * codes.
 *
 * @param codes [number]
 * @param steps [block] of {@value #BLOCK} numbers, the last may be shorter
 */
@DefaultSerializer(JavaSerializer.class)
public record ByteBlocks(byte[] codes, float[] steps) implements PackedFloats {
    public static final int BLOCK = 256;
    private static final int LEVELS = 127;

    /** Packs a vector; one that is not finite stays exact. */
    public static PackedFloats of(float[] values, long seed) {
        float[] steps = new float[(values.length + BLOCK - 1) / BLOCK];
        byte[] codes = new byte[values.length];
        SplittableRandom random = new SplittableRandom(seed);
        for (int block = 0; block < steps.length; block++) {
            int from = block * BLOCK;
            int to = Math.min(from + BLOCK, values.length);
            steps[block] = Math.nextUp(largest(values, from, to) / LEVELS); // no number lies beyond the last level
            if (!Float.isFinite(steps[block] * LEVELS)) {
                return new ExactFloats(values);
            }
            for (int i = from; i < to; i++) {
                codes[i] = (byte) Math.floor((double) values[i] / steps[block] + PackedFloats.chance(random));
            }
        }
        return new ByteBlocks(codes, steps);
    }

    private static float largest(float[] values, int from, int to) {
        float largest = 0;
        for (int i = from; i < to; i++) {
            largest = Math.max(largest, Math.abs(values[i])); // NaN if one is
        }
        return largest;
    }

    @Override
    public float[] floats() {
        float[] values = new float[codes.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = codes[i] * steps[i / BLOCK];
        }
        return values;
    }

    @Override
    public long bytes() {
        return codes.length + (long) Float.BYTES * steps.length;
    }
}
