package io.fulcrum.model.layer;

import io.fulcrum.model.kernel.Arithmetic;

/** The same values; the gradient is dropped. */
record StopColumns(Columns below) implements ColumnFunction {

    @Override
    public void forward(Columns output, Arithmetic arithmetic) {
        output.shareValues(below);
    }

    @Override
    public void backward(Columns output, BackwardPass pass) {
        // What lies below does not learn from what lies above.
    }
}
