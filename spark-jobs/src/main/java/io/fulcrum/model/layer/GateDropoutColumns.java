package io.fulcrum.model.layer;

import io.fulcrum.model.graph.HiddenOperation;
import io.fulcrum.model.kernel.Arithmetic;
import java.util.Arrays;

/** A dropout of the scores of a mixture, forward and backward; scoring copies. */
final class GateDropoutColumns implements ColumnFunction {
    /** A score of which a softmax makes 0 beside any other. */
    static final float LOWEST = -1e30f;

    private final Columns below;
    private final DropoutMask dropout;
    private final LayerNoise noise;
    private final int number; // of the value, which the random numbers' address ends in
    private float[] mask = new float[0]; // of the last training pass: 0 where a part is left out
    private float[] left = new float[0]; // [row] above 0 where a part is left

    GateDropoutColumns(Columns below, HiddenOperation.GateDropout operation, LayerNoise noise) {
        this.below = below;
        this.noise = noise;
        dropout = DropoutMask.of(operation.share());
        number = operation.output().number();
    }

    @Override
    public void forward(Columns output, Arithmetic arithmetic) {
        System.arraycopy(below.valueArray(), 0, output.valueArray(), 0, output.entries());
        if (!noise.isActive()) {
            return;
        }
        draw(output.rows(), output.width());
        float[] scores = output.valueArray();
        for (int i = 0; i < output.entries(); i++) {
            scores[i] = mask[i] > 0 ? scores[i] : LOWEST;
        }
    }

    /** Draws the parts that are left, all of a row's where none would be. */
    private void draw(int rows, int parts) {
        if (mask.length < rows * parts) {
            mask = DropoutMask.room(rows * parts);
        }
        if (left.length < rows) {
            left = new float[rows];
        }
        dropout.fill(noise.address(number), mask, rows * parts);
        Arrays.fill(left, 0, rows, 0);
        for (int part = 0; part < parts; part++) {
            for (int row = 0; row < rows; row++) {
                left[row] += mask[part * rows + row];
            }
        }
        for (int part = 0; part < parts; part++) {
            for (int row = 0; row < rows; row++) {
                int at = part * rows + row;
                mask[at] = mask[at] > 0 || left[row] == 0 ? 1 : 0;
            }
        }
    }

    @Override
    public void backward(Columns output, BackwardPass pass) {
        float factor = pass.factor(output.owner(), below.owner());
        below.addGradient(output.gradientArray(), mask, factor);
    }
}
