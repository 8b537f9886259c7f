package io.fulcrum.model.layer;

import io.fulcrum.model.kernel.Arithmetic;

/**
 * Neighbouring columns of a value, and their gradients put back.
 *
 * @param from the first of them
 */
record SliceColumns(Columns below, int from) implements ColumnFunction {

    @Override
    public void forward(Columns output, Arithmetic arithmetic) {
        System.arraycopy(below.valueArray(), below.at(from), output.valueArray(), 0, output.entries());
    }

    @Override
    public void backward(Columns output, BackwardPass pass) {
        float factor = pass.factor(output.owner(), below.owner());
        below.addGradient(below.at(from), output.gradientArray(), 0, factor, output.entries());
    }
}
