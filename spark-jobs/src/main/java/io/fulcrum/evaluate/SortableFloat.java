package io.fulcrum.evaluate;

/** The order-preserving map between finite floats and ints, so that rows sort as primitive longs. */
final class SortableFloat {
    private SortableFloat() {}

    /** Equal floats give equal ints; -0 is made +0 first. */
    static int encode(float value) {
        int bits = Float.floatToIntBits(value + 0.0f);
        return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
    }

    static float decode(int code) {
        return Float.intBitsToFloat(code ^ ((code >> 31) & Integer.MAX_VALUE));
    }
}
