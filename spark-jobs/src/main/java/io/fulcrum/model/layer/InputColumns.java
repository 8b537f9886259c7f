package io.fulcrum.model.layer;

import io.fulcrum.model.embedding.NetworkRows.Stretch;
import io.fulcrum.model.graph.ColumnOperation.Range;
import io.fulcrum.model.kernel.Activations;
import io.fulcrum.model.kernel.Arithmetic;
import io.fulcrum.model.kernel.Matrix;
import java.util.List;

/** Columns of the network's input put into the order by columns, and their gradients added to the input's. */
final class InputColumns implements Layer {
    private final FirstLayer input;
    private final Stretch[] stretches;
    private final Columns output;
    private final Activations activations;

    /**
     * Copies columns of the batch that the first layer reads.
     *
     * @param output the only columns of {@code activations}
     */
    InputColumns(FirstLayer input, List<Range> ranges, Columns output, Activations activations) {
        this.input = input;
        stretches = ranges.stream()
                .map(range -> new Stretch(range.from(), range.count(), true))
                .toArray(Stretch[]::new);
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
        for (Stretch stretch : stretches) {
            Matrix from = input.batch().values(stretch, input.inputs());
            ColumnOrder.copy(from, output.values().columns(column, stretch.count()));
            column += stretch.count();
        }
    }

    @Override
    public void backward(BackwardPass pass) {
        if (!output.hasGradient() || !pass.reachesInputs()) {
            return;
        }
        float factor = pass.factor(output.owner(), DenseForm.ownerOfInputs());
        int column = 0;
        for (Stretch stretch : stretches) {
            Matrix to = input.batch().gradients(stretch, input.inputs());
            ColumnOrder.handBack(output.gradients().columns(column, stretch.count()), factor, to, 1);
            column += stretch.count();
        }
    }
}
