package io.fulcrum.model;

/** Σ_j a_j x_j, forward and backward, with factors that stay as they are. */
record SumColumns(Columns[] sources, float[] factors) implements ColumnFunction {

    @Override
    public void forward(Columns output, Arithmetic arithmetic) {
        ColumnLoops.setSum(sources, factors, output.valueArray(), output.entries());
    }

    @Override
    public void backward(Columns output, BackwardPass pass) {
        for (int i = 0; i < factors.length; i++) {
            Columns source = sources[i];
            if (!source.isConstant()) {
                source.addGradient(output.gradientArray(), factors[i] * pass.factor(output.owner(), source.owner()));
            }
        }
    }
}
