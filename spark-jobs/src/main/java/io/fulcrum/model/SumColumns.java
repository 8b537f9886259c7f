package io.fulcrum.model;

import java.util.Arrays;

/** Σ_j a_j x_j, forward and backward, with factors that stay as they are. */
record SumColumns(Columns[] sources, float[] factors) implements ColumnFunction {

    @Override
    public void forward(Columns output, Arithmetic arithmetic) {
        Arrays.fill(output.valueArray(), 0, output.entries(), 0);
        for (int i = 0; i < factors.length; i++) {
            ColumnLoops.addScaled(sources[i].valueArray(), factors[i], output.valueArray(), output.entries());
        }
    }

    @Override
    public void backward(Columns output, BackwardPass pass) {
        for (int i = 0; i < factors.length; i++) {
            Columns source = sources[i];
            float factor = factors[i] * pass.factor(output.owner(), source.owner());
            ColumnLoops.addScaled(output.gradientArray(), factor, source.gradientToAddTo(), output.entries());
        }
    }
}
