package io.fulcrum.model.graph;

import io.fulcrum.model.kernel.ColumnLoops;

/** Neighbouring columns of a dense layer, which pass a ReLU. */
public record Rectified(int from, int count) {
    /** Returns those of a layer whose rectified parts are neighbours. */
    public static Rectified of(Operation.Dense dense) {
        int from = 0;
        int width = 0;
        int rectified = 0;
        for (Operation.Part part : dense.parts()) {
            if (part.activation() == Operation.Activation.RELU) {
                from = rectified == 0 ? width : from;
                rectified += part.value().width();
            }
            width += part.value().width();
        }
        return new Rectified(from, rectified);
    }

    public boolean has(int column) {
        return column >= from && column < from + count;
    }

    /** How many of the first {@code columns} are among them. */
    public int within(int columns) {
        return Math.max(0, Math.min(count, columns - from));
    }

    /** Applies the ReLU to a row; C2 makes faster code of the loop from 0, which most networks need. */
    public void rectify(float[] row) {
        if (from == 0) {
            ColumnLoops.rectify(row, count);
        } else {
            ColumnLoops.rectify(row, from, count);
        }
    }
}
