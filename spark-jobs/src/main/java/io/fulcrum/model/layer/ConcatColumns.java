package io.fulcrum.model.layer;

import io.fulcrum.model.kernel.Arithmetic;

/** Columns of several values one after the other, and their gradients put back. */
public record ConcatColumns(Columns[] sources) implements ColumnFunction {

    @Override
    public void forward(Columns output, Arithmetic arithmetic) {
        int at = 0;
        for (Columns source : sources) {
            System.arraycopy(source.valueArray(), 0, output.valueArray(), at, source.entries());
            at += source.entries();
        }
    }

    @Override
    public void backward(Columns output, BackwardPass pass) {
        int at = 0;
        for (Columns source : sources) {
            float factor = pass.factor(output.owner(), source.owner());
            source.addGradient(0, output.gradientArray(), at, factor, source.entries());
            at += source.entries();
        }
    }
}
