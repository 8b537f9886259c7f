package io.fulcrum.model.layer;

import io.fulcrum.model.kernel.Arithmetic;
import io.fulcrum.model.kernel.ColumnLoops;

/** Σ_j a_j x_j, forward and backward, with factors that stay as they are. */
record SumColumns(Columns[] sources, float[] factors) implements ColumnFunction {

    @Override
    public void forward(Columns output, Arithmetic arithmetic) {
        set(sources, factors, output.valueArray(), output.entries());
    }

    @Override
    public void backward(Columns output, BackwardPass pass) {
        for (int i = 0; i < factors.length; i++) {
            Columns source = sources[i];
            float factor = factors[i] * pass.factor(output.owner(), source.owner());
            if (!source.isConstant() && i == factors.length - 1) {
                source.takeGradient(output, factor);
            } else if (!source.isConstant()) {
                source.addGradient(output.gradientArray(), factor);
            }
        }
    }

    /**
     * Sets {@code sum} to 0 + Σ_j factors[j] · sources[j], in this order. The first two are added at once, since each
     * pass costs its memory.
     */
    static void set(Columns[] sources, float[] factors, float[] sum, int count) {
        float[] first = sources[0].valueArray();
        float ofFirst = factors[0];
        if (factors.length == 1) {
            for (int i = 0; i < count; i++) {
                sum[i] = 0f + ofFirst * first[i];
            }
            return;
        }
        float[] second = sources[1].valueArray();
        float ofSecond = factors[1];
        for (int i = 0; i < count; i++) {
            sum[i] = 0f + ofFirst * first[i] + ofSecond * second[i];
        }
        for (int next = 2; next < factors.length; next++) {
            ColumnLoops.addScaled(sources[next].valueArray(), factors[next], sum, count);
        }
    }
}
