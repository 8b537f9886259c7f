package io.fulcrum.export;

import java.util.Arrays;

/** A tensor in the tests' own arithmetic: every element a double, the last dimension first in memory. */
record Cells(int[] dims, double[] values) {
    Cells(int... dims) {
        this(dims, new double[size(dims)]);
    }

    static Cells of(double... values) {
        return new Cells(new int[] {values.length}, values);
    }

    static int size(int... dims) {
        return Arrays.stream(dims).reduce(1, Math::multiplyExact);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cells cells && Arrays.equals(dims, cells.dims) && Arrays.equals(values, cells.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    int dim(int axis) {
        return dims[axis];
    }

    int integer(int index) {
        return Math.toIntExact((long) values[index]);
    }

    int[] integers() {
        return Arrays.stream(values).mapToInt(value -> (int) value).toArray();
    }

    /** Returns the same elements in another shape. */
    Cells shaped(int... shape) {
        if (size(shape) != values.length) {
            throw new IllegalArgumentException(Arrays.toString(dims) + " as " + Arrays.toString(shape));
        }
        return new Cells(shape, values);
    }
}
