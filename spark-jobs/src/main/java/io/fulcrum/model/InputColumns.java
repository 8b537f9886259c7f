package io.fulcrum.model;

import io.fulcrum.model.ColumnOperation.Range;
import io.fulcrum.model.NetworkRows.Stretch;
import io.fulcrum.model.ParameterLayout.Shared;
import java.util.List;

/** Columns of the network's input put into the order by columns, and their gradients added to the input's. */
final class InputColumns implements Layer {
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
            Matrix from = input.batch().values(stretch(range), input.inputs());
            ColumnOrder.copy(from, output.values().columns(column, range.count()));
            column += range.count();
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
            Matrix to = input.batch().gradients(stretch(range), input.inputs());
            ColumnOrder.handBack(output.gradients().columns(column, range.count()), factor, to, 1);
            column += range.count();
        }
    }

    private static Stretch stretch(Range range) {
        return new Stretch(range.from(), range.count(), true);
    }
}
