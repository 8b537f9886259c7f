package io.fulcrum.model.embedding;

import io.fulcrum.model.kernel.Prefetch;
import java.io.Serializable;
import java.util.Arrays;

/**
 * The records of those rows of one table that training changed, in pages of equal size: memory follows trained rows,
 * and no array bounds their number. A row that was removed leaves its place to the next one stored.
 */
final class RowPages implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Floats of a page at most: 1 MiB, under half a region of a collector with heaps of some GiB. */
    private static final int PAGE_FLOATS = 1 << 18;

    private final int stride;
    private final int bits;
    private final PagedInts places; // [row] place + 1, so that zero means not stored
    private float[][] pages = new float[0][]; // [place >>> bits][(place & mask) × stride + position]
    private int[] free = new int[0]; // places that removed rows left, the latest last
    private int freeSize;
    private int used; // places that were ever given out
    private int size;

    RowPages(int rows, int stride) {
        this.stride = stride;
        bits = Math.min(bitsFor(PAGE_FLOATS / Math.max(1, stride)), 1 + bitsFor(rows));
        places = new PagedInts(rows);
    }

    /** Returns the number of stored rows. */
    int size() {
        return size;
    }

    /** Returns the stored rows, ascending. */
    int[] rows() {
        return places.rows(size);
    }

    /** Returns the place of a row, negative if it is not stored. */
    int place(int row) {
        return places.at(row) - 1;
    }

    /** Finds the places of the rows at {@code from} to {@code to}, in this order from zero on. */
    void places(int[] rows, int from, int to, int[] found) {
        for (int i = from; i < to; i++) {
            found[i - from] = place(rows[i]);
        }
    }

    /** Brings the records at the first {@code count} places into the cache, see {@link Prefetch}. */
    float prefetch(int[] wanted, int count) {
        float sum = 0;
        for (int i = 0; i < count; i++) {
            if (wanted[i] >= 0) {
                sum += Prefetch.record(page(wanted[i]), offset(wanted[i]), stride);
            }
        }
        return sum;
    }

    /** Returns the page that holds a place's record, from {@link #offset} on. */
    float[] page(int place) {
        return pages[place >>> bits];
    }

    int offset(int place) {
        return (place & ((1 << bits) - 1)) * stride;
    }

    void put(int row, float[] from, int at) {
        int place = place(row);
        if (place < 0) {
            place = freeSize > 0 ? free[--freeSize] : nextPlace();
            places.set(row, place + 1);
            size++;
        }
        System.arraycopy(from, at, page(place), offset(place), stride);
    }

    /** Forgets a row if it is stored. */
    void remove(int row) {
        int place = place(row);
        if (place >= 0) {
            places.set(row, 0);
            size--;
            free = freeSize == free.length ? Arrays.copyOf(free, Math.max(16, 2 * freeSize)) : free;
            free[freeSize++] = place;
        }
    }

    /** Forgets every row; the pages stay for the next ones. */
    void clear() {
        places.clear();
        freeSize = 0;
        used = 0;
        size = 0;
    }

    /**
     * Stores the first floats, as many as a record has here, of every record of {@code other}, while nothing is stored
     * here. That is done place by place, since in the order of rows each is a miss of the cache; but places that
     * removed rows left are not taken over.
     */
    void putHeads(RowPages other) {
        if (other.freeSize > 0) {
            for (int row : other.rows()) {
                int place = other.place(row);
                put(row, other.page(place), other.offset(place));
            }
            return;
        }
        places.copy(other.places);
        size = other.size;
        while (used < other.used) {
            int place = nextPlace();
            System.arraycopy(other.page(place), other.offset(place), page(place), offset(place), stride);
        }
    }

    long bytes() {
        return places.bytes()
                + (long) Integer.BYTES * free.length
                + (long) Float.BYTES
                        * Arrays.stream(pages).mapToLong(page -> page.length).sum();
    }

    private int nextPlace() {
        if (used >>> bits == pages.length) {
            pages = Arrays.copyOf(pages, pages.length + 1);
            pages[pages.length - 1] = new float[stride << bits];
        }
        return used++;
    }

    /** Returns the largest b with 2^b ≤ count, 0 for none. */
    private static int bitsFor(int count) {
        return 31 - Integer.numberOfLeadingZeros(Math.max(1, count));
    }
}
