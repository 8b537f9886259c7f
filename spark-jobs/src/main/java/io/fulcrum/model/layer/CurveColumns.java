package io.fulcrum.model.layer;

import io.fulcrum.model.graph.Curve;
import io.fulcrum.model.kernel.Arithmetic;

/** A {@link Curve} of every entry, forward and backward. */
public record CurveColumns(Columns below, Curve curve) implements ColumnFunction {

    @Override
    public void forward(Columns output, Arithmetic arithmetic) {
        curve.forward(below.valueArray(), output.valueArray(), output.entries());
    }

    @Override
    public void backward(Columns output, BackwardPass pass) {
        curve.backward(below.valueArray(), output.valueArray(), output.gradientArray(), output.entries());
        below.takeGradient(output, pass.factor(output.owner(), below.owner()));
    }
}
