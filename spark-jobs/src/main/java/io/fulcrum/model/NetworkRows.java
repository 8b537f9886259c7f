package io.fulcrum.model;

import java.util.List;

/**
 * A batch as a network reads it: some columns row by row, and fields of few embedding rows by these.
 *
 * @param values [row][input]; the columns of {@code fields} mean nothing there
 * @param gradients [row][input], written by a backward pass where {@code plain} says so
 * @param rows number of rows
 * @param plain the columns that are read from {@code values}
 * @param fields the others
 */
record NetworkRows(float[] values, float[] gradients, int rows, List<Stretch> plain, List<FieldRows> fields) {

    /**
     * Neighbouring columns.
     *
     * @param trained whether they come from parameters below, and want a gradient
     */
    record Stretch(int from, int count, boolean trained) {}

    /** Rows of which every column is plain and wants a gradient. */
    static NetworkRows plain(float[] values, float[] gradients, int rows, int width) {
        return new NetworkRows(values, gradients, rows, List.of(new Stretch(0, width, true)), List.of());
    }

    Matrix values(Stretch stretch, int width) {
        return new Matrix(values, stretch.from(), rows, stretch.count(), width, Matrix.Order.ROWS);
    }

    Matrix gradients(Stretch stretch, int width) {
        return new Matrix(gradients, stretch.from(), rows, stretch.count(), width, Matrix.Order.ROWS);
    }
}
