package io.fulcrum.features.profile;

import java.io.Serializable;
import java.util.Arrays;
import java.util.function.LongConsumer;

/** A set of longs in an open-addressing table, which takes a sixth of the memory of boxed ones. */
final class LongSet implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int FIRST_CAPACITY = 16;
    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    private long[] table = new long[FIRST_CAPACITY]; // 0 marks a free place
    private boolean hasZero;
    private int size;

    /** Adds a value and returns whether it was new. */
    boolean add(long value) {
        if (value == 0) {
            boolean fresh = !hasZero;
            hasZero = true;
            size += fresh ? 1 : 0;
            return fresh;
        }
        int place = place(value);
        if (table[place] == value) {
            return false;
        }
        table[place] = value;
        size++;
        if (4L * size > 3L * table.length) {
            grow();
        }
        return true;
    }

    int size() {
        return size;
    }

    void forEach(LongConsumer action) {
        if (hasZero) {
            action.accept(0);
        }
        for (long value : table) {
            if (value != 0) {
                action.accept(value);
            }
        }
    }

    /** Returns the values in unsigned order. */
    long[] sortedUnsigned() {
        long[] sorted = new long[size];
        int[] next = {0};
        forEach(value -> sorted[next[0]++] = value ^ Long.MIN_VALUE);
        Arrays.sort(sorted);
        for (int i = 0; i < size; i++) {
            sorted[i] ^= Long.MIN_VALUE;
        }
        return sorted;
    }

    private int place(long value) {
        int mask = table.length - 1;
        int place = (int) (value * GOLDEN_RATIO >>> 32) & mask;
        while (table[place] != 0 && table[place] != value) {
            place = place + 1 & mask;
        }
        return place;
    }

    private void grow() {
        long[] old = table;
        table = new long[old.length * 2];
        for (long value : old) {
            if (value != 0) {
                table[place(value)] = value;
            }
        }
    }
}
