package io.fulcrum.export;

import java.util.List;

/**
 * A constant of a graph.
 *
 * @param dims none for a scalar
 */
record Tensor(String name, ElementType type, List<Long> dims, RawData data) {
    Tensor {
        dims = List.copyOf(dims);
        long elements = 1;
        for (long dim : dims) {
            elements = Math.multiplyExact(elements, dim);
        }
        if (elements * type.bytes() != data.bytes()) {
            throw new IllegalArgumentException("Tensor \"" + name + "\" of shape " + dims + " has " + data.bytes()
                    + " bytes, its shape needs " + elements * type.bytes() + ". Pass as many numbers.");
        }
    }
}
