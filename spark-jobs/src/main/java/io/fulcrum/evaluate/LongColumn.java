package io.fulcrum.evaluate;

import java.io.Serializable;
import java.util.Arrays;

/**
 * A growing array of longs that can be appended to another: the memory of the grouped states. {@link
 * FloatColumn} is its twin, since Java has no generic arrays of primitives and boxed numbers take several times the
 * memory. {@link Capacity} has the rule by which both grow.
 */
final class LongColumn implements Serializable {
    private static final long serialVersionUID = 1L;

    private long[] values = {};
    private int size;

    void add(long value) {
        ensure(size + 1L);
        values[size++] = value;
    }

    void append(LongColumn other) {
        int added = other.size;
        ensure((long) size + added);
        System.arraycopy(other.values, 0, values, size, added);
        size += added;
    }

    int size() {
        return size;
    }

    long at(int index) {
        return values[index];
    }

    long[] toArray() {
        return Arrays.copyOf(values, size);
    }

    private void ensure(long needed) {
        if (needed > values.length) {
            values = Arrays.copyOf(values, Capacity.grown(values.length, needed));
        }
    }
}
