package io.fulcrum.data;

/**
 * The order of keys by radix sort, least digit first: linear in their number, without objects, and stable. Digits in
 * which all keys are alike cost nothing, so that small numbers take fewer passes.
 */
public final class RadixOrder {
    private static final int DIGIT_BITS = 11;
    private static final int DIGITS = 1 << DIGIT_BITS;

    private RadixOrder() {}

    /** Returns the places of the keys, ascending by key as an unsigned number; equal keys stay in their order. */
    public static int[] of(long[] keys) {
        int[] order = new int[keys.length];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        int[] other = new int[keys.length];
        long differing = differingBits(keys);
        for (int shift = 0; shift < Long.SIZE; shift += DIGIT_BITS) {
            if ((differing >>> shift & DIGITS - 1) != 0) {
                pass(keys, shift, order, other);
                int[] sorted = other;
                other = order;
                order = sorted;
            }
        }
        return order;
    }

    private static long differingBits(long[] keys) {
        long bits = 0;
        for (long key : keys) {
            bits |= key ^ keys[0];
        }
        return bits;
    }

    private static void pass(long[] keys, int shift, int[] from, int[] to) {
        int[] next = new int[DIGITS]; // [digit] the place of the next key with it
        for (long key : keys) {
            next[digit(key, shift)]++;
        }
        int before = 0;
        for (int digit = 0; digit < DIGITS; digit++) {
            int count = next[digit];
            next[digit] = before;
            before += count;
        }
        for (int place : from) {
            to[next[digit(keys[place], shift)]++] = place;
        }
    }

    private static int digit(long key, int shift) {
        return (int) (key >>> shift) & DIGITS - 1;
    }
}
