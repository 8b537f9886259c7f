package io.fulcrum.model.layer;

import io.fulcrum.model.graph.HiddenOperation;
import io.fulcrum.model.kernel.Arithmetic;
import io.fulcrum.model.kernel.ColumnLoops;

/** A dropout of every entry, forward and backward; scoring copies. */
final class DropoutColumns implements ColumnFunction {
    private final Columns below;
    private final DropoutMask dropout;
    private final LayerNoise noise;
    private final int number; // of the value, which the random numbers' address ends in
    private float[] mask = new float[0]; // of the last training pass

    DropoutColumns(Columns below, HiddenOperation.Dropout operation, LayerNoise noise) {
        this.below = below;
        this.noise = noise;
        dropout = DropoutMask.of(operation.share());
        number = operation.output().number();
    }

    @Override
    public void forward(Columns output, Arithmetic arithmetic) {
        if (!noise.isActive()) {
            System.arraycopy(below.valueArray(), 0, output.valueArray(), 0, output.entries());
            return;
        }
        if (mask.length < output.entries()) {
            mask = DropoutMask.room(output.entries());
        }
        dropout.fill(noise.address(number), mask, output.entries());
        ColumnLoops.setProducts(below.valueArray(), mask, output.valueArray(), output.entries());
    }

    @Override
    public void backward(Columns output, BackwardPass pass) {
        float factor = pass.factor(output.owner(), below.owner());
        below.addGradient(output.gradientArray(), mask, factor);
    }
}
