package io.fulcrum.contract.encoder;

import java.util.Arrays;

/**
 * Numbers that were computed of a dictionary's values, by their codes, so that each value is looked up once instead of
 * once a row; 0 where a value has not come up yet. For one thread.
 */
public final class CodeMemo {
    private ValueCodes codes = new ValueCodes(0);
    private int[] ints = new int[0];
    private long[] longs = new long[0];

    /** Returns the numbers of this dictionary, all of them 0 when it is not the one of the last call; // [code]. */
    public int[] ints(ValueCodes now) {
        if (now != codes || ints.length < now.size()) {
            codes = now;
            ints = cleared(ints, now.size());
        }
        return ints;
    }

    /** As {@link #ints} in 64 bits; one memo keeps either. */
    public long[] longs(ValueCodes now) {
        if (now != codes || longs.length < now.size()) {
            codes = now;
            longs = cleared(longs, now.size());
        }
        return longs;
    }

    private static int[] cleared(int[] used, int size) {
        if (used.length < size) {
            return new int[size];
        }
        Arrays.fill(used, 0, size, 0);
        return used;
    }

    private static long[] cleared(long[] used, int size) {
        if (used.length < size) {
            return new long[size];
        }
        Arrays.fill(used, 0, size, 0);
        return used;
    }
}
