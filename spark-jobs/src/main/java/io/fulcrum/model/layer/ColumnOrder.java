package io.fulcrum.model.layer;

import io.fulcrum.model.kernel.Activations;
import io.fulcrum.model.kernel.Arithmetic;
import io.fulcrum.model.kernel.Matrix;

/** Columns that lie by rows, put into the order by columns that mixtures need, and their gradients put back. */
public final class ColumnOrder implements Layer {
    private static final int TILE = 32; // rows whose cache lines stay while columns pass

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
            int end = Math.min(tile + TILE, from.rows());
            for (int column = 0; column < from.columns(); column++) {
                for (int row = tile; row < end; row++) {
                    to.values()[to.at() + column * to.stride() + row] =
                            from.values()[from.at() + row * from.stride() + column];
                }
            }
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
            int end = Math.min(tile + TILE, to.rows());
            for (int column = 0; column < to.columns(); column++) {
                for (int row = tile; row < end; row++) {
                    int at = to.at() + row * to.stride() + column;
                    float gradient = factor * from.values()[from.at() + column * from.stride() + row];
                    to.values()[at] = kept == 0 ? gradient : to.values()[at] + gradient;
                }
            }
        }
    }
}
