package io.fulcrum.model.embedding;

import io.fulcrum.model.kernel.Prefetch;
import java.io.Serializable;

/** The rows of one table: trained ones from where they are stored, the others from their first values. */
final class TableRows implements Serializable {
    private static final long serialVersionUID = 1L;

    private final RowPages pages;
    private final FirstValues firsts;
    private final int stride;

    TableRows(EmbeddingSpec spec, int table) {
        stride = spec.stride(table);
        pages = new RowPages(spec.tables().get(table).rows(), stride);
        firsts = FirstValues.of(spec, table);
    }

    /** Returns where the trained rows are stored. */
    RowPages pages() {
        return pages;
    }

    /** Adds a row's scaled parameters to {@code target}. */
    void addTo(int row, float[] target, int at, float scale) {
        int place = pages.place(row);
        if (place < 0) {
            firsts.addTo(row, target, at, scale);
            return;
        }
        float[] from = pages.page(place);
        int start = pages.offset(place);
        for (int i = 0; i < firsts.width(); i++) {
            target[at + i] += scale * from[start + i];
        }
    }

    /** Copies the first {@code floats} of a row's record, the parameters at least, to {@code target}. */
    void copyTo(int row, float[] target, int at, int floats) {
        copy(pages.place(row), row, target, at, floats);
    }

    /**
     * Copies the records of the rows at {@code from} to {@code to}, each to the place in {@code target} of its number.
     *
     * @param places room for as many numbers
     * @return a number that nobody needs, see {@link Prefetch}
     */
    float copyRecords(int[] rows, int from, int to, int[] places, float[] target) {
        pages.places(rows, from, to, places);
        float read = pages.prefetch(places, to - from);
        for (int i = from; i < to; i++) {
            copy(places[i - from], rows[i], target, i * stride, stride);
        }
        return read;
    }

    private void copy(int place, int row, float[] target, int at, int floats) {
        if (place < 0) {
            firsts.copyTo(row, target, at, floats);
        } else {
            System.arraycopy(pages.page(place), pages.offset(place), target, at, floats);
        }
    }
}
