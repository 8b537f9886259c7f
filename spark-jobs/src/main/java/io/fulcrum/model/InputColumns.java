package io.fulcrum.model;

import io.fulcrum.model.ColumnOperation.Range;
import io.fulcrum.model.ParameterLayout.Shared;
import java.util.List;

/** Columns of the network's input put into the order by columns, and their gradients added to the input's. */
final class InputColumns implements Layer {
    private static final int TILE = 32; // rows whose cache lines stay while columns pass

    private final FirstLayer input;
    private final List<Range> ranges;
    private final Columns output;
    private final Activations activations;

    /**
     * Copies columns of the batch that the first layer reads.
     *
     * @param output the only columns of {@code activations}
     */
    InputColumns(FirstLayer input, List<Range> ranges, Columns output, Activations activations) {
        this.input = input;
        this.ranges = ranges;
        this.output = output;
        this.activations = activations;
    }

    @Override
    public void resize(int rows) {
        activations.resize(rows);
    }

    @Override
    public void forward(Arithmetic arithmetic) {
        int column = 0;
        for (Range range : ranges) {
            copy(range, output.at(column));
            column += range.count();
        }
    }

    /** Copies neighbouring columns to where the first of them begins. */
    private void copy(Range range, int to) {
        int rows = output.rows();
        float[] from = input.batch().values();
        float[] target = output.valueArray();
        for (int tile = 0; tile < rows; tile += TILE) {
            int end = Math.min(tile + TILE, rows);
            for (int column = 0; column < range.count(); column++) {
                for (int row = tile; row < end; row++) {
                    target[to + column * rows + row] = from[row * input.inputs() + range.from() + column];
                }
            }
        }
    }

    @Override
    public void backward(BackwardPass pass) {
        if (!output.hasGradient() || !pass.takesStep()) {
            return;
        }
        float factor = pass.factor(output.owner(), new Shared());
        int column = 0;
        for (Range range : ranges) {
            hand(range, output.at(column), factor);
            column += range.count();
        }
    }

    private void hand(Range range, int from, float factor) {
        int rows = output.rows();
        float[] gradient = output.gradientArray();
        float[] to = input.batch().gradients();
        for (int tile = 0; tile < rows; tile += TILE) {
            int end = Math.min(tile + TILE, rows);
            for (int column = 0; column < range.count(); column++) {
                for (int row = tile; row < end; row++) {
                    to[row * input.inputs() + range.from() + column] += factor * gradient[from + column * rows + row];
                }
            }
        }
    }
}
