package io.fulcrum.evaluate;

import java.io.Serializable;
import java.util.Arrays;

/**
 * A growing array of floats that can be appended to another: the memory of the metric states. {@link
 * LongColumn} is its twin, since Java has no generic arrays of primitives and boxed numbers take several times the
 * memory. {@link Capacity} has the rule by which both grow.
 */
final class FloatColumn implements Serializable {
    private static final long serialVersionUID = 1L;

    private float[] values = {};
    private int size;

    void add(float value) {
        ensure(size + 1L);
        values[size++] = value;
    }

    void append(FloatColumn other) {
        int added = other.size;
        ensure((long) size + added);
        System.arraycopy(other.values, 0, values, size, added);
        size += added;
    }

    int size() {
        return size;
    }

    float at(int index) {
        return values[index];
    }

    float[] sorted() {
        float[] copy = Arrays.copyOf(values, size);
        Arrays.parallelSort(copy);
        return copy;
    }

    private void ensure(long needed) {
        if (needed > values.length) {
            values = Arrays.copyOf(values, Capacity.grown(values.length, needed));
        }
    }
}
