package io.fulcrum.model;

/** Neighbouring columns of what a layer of a served network puts out. */
record Place(int output, int column, int width) {

    /** Returns [row] one of the columns, of lines [output][column][row]. */
    float[] line(float[][][] lines, int within) {
        return lines[output][column + within];
    }
}
