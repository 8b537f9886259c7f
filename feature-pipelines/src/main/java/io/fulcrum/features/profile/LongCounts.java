package io.fulcrum.features.profile;

import java.io.Serializable;

/** How often each of some longs occurs, in an open-addressing table without boxed numbers. */
final class LongCounts implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int FIRST_CAPACITY = 64;
    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    private long[] values = new long[FIRST_CAPACITY];
    private long[] counts = new long[FIRST_CAPACITY]; // 0 marks a free place
    private int size;

    /** A value and how often it occurs. */
    interface Visitor {
        void visit(long value, long count);
    }

    /** Adds {@code times}, at least 1, to a value's count. */
    void add(long value, long times) {
        int place = place(value);
        if (counts[place] == 0) {
            values[place] = value;
            size++;
        }
        counts[place] += times;
        if (2L * size > values.length) {
            grow();
        }
    }

    /** Returns the number of distinct values. */
    int size() {
        return size;
    }

    void forEach(Visitor visitor) {
        for (int place = 0; place < values.length; place++) {
            if (counts[place] != 0) {
                visitor.visit(values[place], counts[place]);
            }
        }
    }

    private int place(long value) {
        int mask = values.length - 1;
        int place = (int) (value * GOLDEN_RATIO >>> 32) & mask;
        while (counts[place] != 0 && values[place] != value) {
            place = place + 1 & mask;
        }
        return place;
    }

    private void grow() {
        long[] oldValues = values;
        long[] oldCounts = counts;
        values = new long[oldValues.length * 2];
        counts = new long[oldValues.length * 2];
        for (int old = 0; old < oldValues.length; old++) {
            if (oldCounts[old] != 0) {
                int place = place(oldValues[old]);
                values[place] = oldValues[old];
                counts[place] = oldCounts[old];
            }
        }
    }
}
