package io.fulcrum.model.layer;

import io.fulcrum.model.kernel.Activations;
import io.fulcrum.model.kernel.Arithmetic;

/** A layer that puts out columns by loops over its entries, and no matrix product. */
final class ColumnLayer implements Layer {
    private final ColumnFunction function;
    private final Columns output;
    private final Activations activations;

    /** Puts out {@code output}, the only columns of {@code activations}. */
    ColumnLayer(ColumnFunction function, Columns output, Activations activations) {
        this.function = function;
        this.output = output;
        this.activations = activations;
    }

    @Override
    public void resize(int rows) {
        activations.resize(rows);
    }

    @Override
    public void forward(Arithmetic arithmetic) {
        function.forward(output, arithmetic);
    }

    @Override
    public void backward(BackwardPass pass) {
        if (output.hasGradient()) {
            function.backward(output, pass);
        } else if (pass.measures(output.owner())) {
            function.clearParameterGradients();
        }
    }
}
