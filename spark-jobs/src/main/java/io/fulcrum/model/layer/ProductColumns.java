package io.fulcrum.model.layer;

import io.fulcrum.model.kernel.Arithmetic;
import io.fulcrum.model.kernel.ColumnLoops;

/** factor · left · right, entry by entry, forward and backward. */
public record ProductColumns(Columns left, Columns right, float scale) implements ColumnFunction {

    @Override
    public void forward(Columns output, Arithmetic arithmetic) {
        ColumnLoops.setBoundedProducts(
                left.valueArray(), right.valueArray(), scale, output.valueArray(), output.entries());
    }

    @Override
    public void backward(Columns output, BackwardPass pass) {
        hand(output, left, right.valueArray(), pass);
        hand(output, right, left.valueArray(), pass);
    }

    private void hand(Columns output, Columns to, float[] other, BackwardPass pass) {
        if (!to.isConstant()) {
            to.addGradient(output.gradientArray(), other, scale * pass.factor(output.owner(), to.owner()));
        }
    }
}
