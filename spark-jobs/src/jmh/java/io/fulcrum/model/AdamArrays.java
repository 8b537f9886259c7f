package io.fulcrum.model;

import java.util.function.Function;

/** What a step of Adam reads and writes, each quantity in memory of its own. */
record AdamArrays<T>(T values, T gradients, T first, T second) {

    /** Returns random parameters and gradients and moments of zero. */
    static AdamArrays<float[]> random(int size) {
        return new AdamArrays<>(Samples.random(size, 1), Samples.random(size, 2), new float[size], new float[size]);
    }

    <U> AdamArrays<U> in(Function<T, U> memory) {
        return new AdamArrays<>(
                memory.apply(values), memory.apply(gradients), memory.apply(first), memory.apply(second));
    }
}
