package io.fulcrum.model.serving;

import io.fulcrum.model.kernel.OrderedSums;

/** A layer above the first of a served network, packed once and shared by all threads. */
sealed interface ServedLayer permits ServedDense, ServedMixture, ServedColumns, ServedSelector, ServedNorm {

    /** Number of its output. */
    int output();

    /** Floats that it needs for itself, at least those of a block. */
    int scratch();

    /** Doubles that it needs for itself. */
    default int doubles() {
        return 0;
    }

    /** Computes one row. */
    void one(Room room);

    /** Computes as many rows as {@code rows} says, each column a line. */
    void some(Room room, int rows);

    /**
     * One thread's room for what layers put out; layers name theirs by number, and the first layer's is 0.
     *
     * @param vectors [output][column] of one row
     * @param lines [output][column][row]
     * @param scratch [layer][column] of one row, for a layer's own use
     * @param doubles for the use of the layer at work
     * @param sums resized by each layer
     */
    record Room(float[][] vectors, float[][][] lines, float[][] scratch, double[] doubles, OrderedSums sums) {}
}
