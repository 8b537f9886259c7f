package io.fulcrum.features.read;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Where a cursor finds source columns.
 *
 * @param columns column of each source in the row that holds it; // [source]
 * @param computed whether that is the row of computed columns and not the one that is stored; // [source]
 */
record SourcePlaces(int[] columns, boolean[] computed) implements Serializable {
    /** Returns the places of sources that follow one another in rows that hold everything. */
    static SourcePlaces inRows(int sources, int first) {
        boolean[] computed = new boolean[sources];
        Arrays.fill(computed, true);
        return new SourcePlaces(IntStream.range(first, first + sources).toArray(), computed);
    }

    int column(int source) {
        return columns[source];
    }

    boolean isComputed(int source) {
        return computed[source];
    }

    int sources() {
        return columns.length;
    }
}
