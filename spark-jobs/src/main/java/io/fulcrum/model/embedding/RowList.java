package io.fulcrum.model.embedding;

import java.util.Arrays;

/** A growing list of row numbers. */
final class RowList {
    private int[] rows = new int[8];
    private int size;

    void add(int row) {
        rows = size == rows.length ? Arrays.copyOf(rows, 2 * size) : rows;
        rows[size++] = row;
    }

    int size() {
        return size;
    }

    int at(int index) {
        return rows[index];
    }

    /** Returns the rows, ascending. */
    int[] sorted() {
        int[] sorted = Arrays.copyOf(rows, size);
        Arrays.sort(sorted);
        return sorted;
    }
}
