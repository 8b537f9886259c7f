package io.fulcrum.model.serving;

import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Neighbouring columns of what a layer of a served network puts out. */
record Place(int output, int column, int width) {

    /** Returns one of the columns of a row, of vectors [output][column]. */
    float value(float[][] vectors, int within) {
        return vectors[output][column + within];
    }

    /** Returns each column as a place of its own. */
    Stream<Place> columns() {
        return IntStream.range(0, width).mapToObj(within -> new Place(output, column + within, 1));
    }

    /** Returns [row] one of the columns, of lines [output][column][row]. */
    float[] line(float[][][] lines, int within) {
        return lines[output][column + within];
    }
}
