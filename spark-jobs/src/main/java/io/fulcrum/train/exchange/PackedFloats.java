package io.fulcrum.train.exchange;

import java.io.Serializable;
import java.util.SplittableRandom;

/** A vector of floats as it travels, in as many bits a number as its kind says. */
public sealed interface PackedFloats extends Serializable permits ExactFloats, ShortFloats, ByteBlocks {
    /** Returns the vector; an exact one is not copied. */
    float[] floats();

    /** Bytes that it takes on the wire. */
    long bytes();

    /** Whether every number is one; only exact vectors hold others. */
    default boolean isFinite() {
        return true;
    }

    /**
     * Draws from 0 to below 1 evenly, in 24 bits: added to a float's steps of 2⁻²⁴ or more it reaches the next whole
     * number exactly as often as rounding without bias must.
     */
    static double chance(SplittableRandom random) {
        return random.nextInt(1 << 24) * 0x1p-24;
    }
}
