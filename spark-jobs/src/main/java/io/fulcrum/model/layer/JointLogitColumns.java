package io.fulcrum.model.layer;

import io.fulcrum.model.graph.JointLogits;
import io.fulcrum.model.kernel.Arithmetic;
import io.fulcrum.model.kernel.FastArithmetic;

/** The {@link JointLogits} of two columns, forward and backward. */
public record JointLogitColumns(Columns left, Columns right) implements ColumnFunction {

    @Override
    public void forward(Columns output, Arithmetic arithmetic) {
        for (int i = 0; i < output.entries(); i++) {
            output.valueArray()[i] = JointLogits.logit(left.valueArray()[i], right.valueArray()[i], arithmetic);
        }
    }

    @Override
    public void backward(Columns output, BackwardPass pass) {
        hand(output, left, right, pass);
        hand(output, right, left, pass);
    }

    private void hand(Columns output, Columns to, Columns other, BackwardPass pass) {
        float factor = pass.factor(output.owner(), to.owner());
        float[] gradient = to.gradientToAddTo();
        for (int i = 0; i < output.entries(); i++) {
            double own = to.valueArray()[i];
            double slope = JointLogits.slope(own, other.valueArray()[i], FastArithmetic.SHARED);
            gradient[i] += (float) (factor * output.gradientArray()[i] * slope);
        }
    }
}
