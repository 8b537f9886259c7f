package io.fulcrum.model.layer;

import io.fulcrum.model.kernel.Activations;
import io.fulcrum.model.kernel.Arithmetic;
import io.fulcrum.model.kernel.Matrix;

/** Columns that lie by rows, put into the order by columns that mixtures need, and their gradients put back. */
public final class ColumnOrder implements Layer {
    private static final int TILE = 16; // rows of a tile: as many floats as a cache line has

    private final Columns below;
    private final Columns output;
    private final Activations activations;

    /** Copies {@code below} to {@code output}, the only columns of {@code activations}. */
    ColumnOrder(Columns below, Columns output, Activations activations) {
        this.below = below;
        this.output = output;
        this.activations = activations;
    }

    @Override
    public void resize(int rows) {
        activations.resize(rows);
    }

    @Override
    public void forward(Arithmetic arithmetic) {
        copy(below.values(), output.values());
    }

    @Override
    public void backward(BackwardPass pass) {
        if (output.hasGradient()) {
            handBack(output.gradients(), 1, below.gradients(), below.keptGradient());
        }
    }

    /** Copies columns that lie by rows to as many that lie by columns. */
    public static void copy(Matrix from, Matrix to) {
        for (int tile = 0; tile < from.rows(); tile += TILE) {
            int rows = Math.min(TILE, from.rows() - tile);
            for (int column = 0; column < from.columns(); column++) {
                int source = from.at() + tile * from.stride() + column;
                int target = to.at() + column * to.stride() + tile;
                if (rows == TILE) {
                    copyTile(from.values(), source, from.stride(), to.values(), target);
                } else {
                    for (int row = 0; row < rows; row++) {
                        to.values()[target + row] = from.values()[source + row * from.stride()];
                    }
                }
            }
        }
    }

    /** Copies a column of a tile; the JIT unrolls a loop whose length is a constant. */
    private static void copyTile(float[] from, int at, int stride, float[] to, int target) {
        int source = at;
        for (int row = 0; row < TILE; row++) {
            to[target + row] = from[source];
            source += stride;
        }
    }

    /**
     * Hands gradients that lie by columns back to as many that lie by rows.
     *
     * @param factor what they are multiplied by
     * @param kept 0 to replace what lies there, 1 to add to it
     */
    static void handBack(Matrix from, float factor, Matrix to, float kept) {
        for (int tile = 0; tile < to.rows(); tile += TILE) {
            int rows = Math.min(TILE, to.rows() - tile);
            for (int column = 0; column < to.columns(); column++) {
                int source = from.at() + column * from.stride() + tile;
                int target = to.at() + tile * to.stride() + column;
                if (rows == TILE && kept != 0) {
                    addTile(from.values(), source, factor, to, target);
                } else {
                    for (int row = 0; row < rows; row++) {
                        float gradient = factor * from.values()[source + row];
                        to.values()[target] = kept == 0 ? gradient : to.values()[target] + gradient;
                        target += to.stride();
                    }
                }
            }
        }
    }

    private static void addTile(float[] from, int source, float factor, Matrix to, int at) {
        float[] sums = to.values();
        int stride = to.stride();
        int target = at;
        for (int row = 0; row < TILE; row++) {
            sums[target] += factor * from[source + row];
            target += stride;
        }
    }
}
