package io.fulcrum.model.embedding;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Ints by row number, zero until set. A page comes to be when a row in it is set, so that a table of any size costs the
 * neighbourhoods of its trained rows.
 */
final class PagedInts implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final int BITS = 12;
    private static final int MASK = (1 << BITS) - 1;
    private static final int[] NONE = new int[0];

    private final int rows;
    private final int[][] pages; // [row >>> BITS][row & MASK], of length zero while all are zero

    PagedInts(int rows) {
        this.rows = rows;
        pages = new int[(rows + MASK) >>> BITS][];
        clear();
    }

    int at(int row) {
        int[] page = pages[row >>> BITS];
        return page.length == 0 ? 0 : page[row & MASK];
    }

    void set(int row, int value) {
        int page = row >>> BITS;
        if (pages[page].length == 0) {
            pages[page] = new int[Math.min(1 << BITS, rows - (page << BITS))];
        }
        pages[page][row & MASK] = value;
    }

    void clear() {
        Arrays.fill(pages, NONE);
    }

    /** Takes the values of {@code other}, of as many rows. */
    void copy(PagedInts other) {
        for (int page = 0; page < pages.length; page++) {
            pages[page] = other.pages[page].length == 0 ? NONE : other.pages[page].clone();
        }
    }

    /** Returns the rows whose value is not zero, ascending; {@code count} says how many there are. */
    int[] rows(int count) {
        int[] found = new int[count];
        int next = 0;
        for (int page = 0; page < pages.length; page++) {
            for (int i = 0; i < pages[page].length; i++) {
                if (pages[page][i] != 0) {
                    found[next++] = (page << BITS) + i;
                }
            }
        }
        return found;
    }

    long bytes() {
        return (long) Integer.BYTES
                * Arrays.stream(pages).mapToLong(page -> page.length).sum();
    }

    /** Returns the bytes for a table of which {@code set} rows, wherever they lie, are set. */
    static long bytes(int rows, long set) {
        return Integer.BYTES * Math.min(rows, set << BITS);
    }
}
