package io.fulcrum.model;

import java.util.Arrays;

/**
 * A view of a stretch of an array as a matrix.
 *
 * @param at where its first entry lies
 * @param stride from one row (or column) to the next one in memory
 * @param order which entries are neighbours in memory
 */
record Matrix(float[] values, int at, int rows, int columns, int stride, Order order) {

    /** Which entries of a matrix are neighbours in memory. */
    enum Order {
        /** Those of a row. */
        ROWS,
        /** Those of a column. */
        COLUMNS
    }

    /** Returns the same numbers in memory, read as the transposed matrix. */
    Matrix transposed() {
        return new Matrix(values, at, columns, rows, stride, order == Order.ROWS ? Order.COLUMNS : Order.ROWS);
    }

    /** Returns some of the columns. */
    Matrix columns(int from, int count) {
        int first = at + from * (order == Order.ROWS ? 1 : stride);
        return new Matrix(values, first, rows, count, stride, order);
    }

    /** Returns some of the rows. */
    Matrix rows(int from, int count) {
        return transposed().columns(from, count).transposed();
    }

    /** Multiplies every entry. */
    void scale(float factor) {
        for (int line = 0; line < lines(); line++) {
            ColumnLoops.scale(values, at + line * stride, lineLength(), factor);
        }
    }

    /** Sets every entry to zero. */
    void clear() {
        for (int line = 0; line < lines(); line++) {
            Arrays.fill(values, at + line * stride, at + line * stride + lineLength(), 0);
        }
    }

    /**
     * Returns how long an array must be that any columns of a matrix of so many rows are read from. A line more than
     * its entries: the binding of BLAS takes every line for as long as the stride, also the last one of a later column.
     */
    static int room(int rows, int columns) {
        return Math.multiplyExact(rows + 1, columns);
    }

    /** Whether there is a whole line of memory for each line. */
    boolean hasWholeLines() {
        return at + (long) stride * lines() <= values.length;
    }

    /** Returns a copy in an array of its own. */
    Matrix copy() {
        Matrix copy = new Matrix(new float[rows * columns], 0, rows, columns, lineLength(), order);
        copy.take(this);
        return copy;
    }

    /** Takes the entries of a matrix of the same shape and order. */
    void take(Matrix from) {
        for (int line = 0; line < lines(); line++) {
            System.arraycopy(from.values, from.at + line * from.stride, values, at + line * stride, lineLength());
        }
    }

    private int lines() {
        return order == Order.ROWS ? rows : columns;
    }

    private int lineLength() {
        return order == Order.ROWS ? columns : rows;
    }
}
