package io.fulcrum.model;

import java.util.Arrays;
import java.util.List;

/** Σ_j a_j x_j, forward and backward. */
final class BlendColumns implements ColumnFunction {
    private final List<Columns> sources;
    private final FlatParameters parameters;
    private final int factors; // where they begin

    BlendColumns(List<Columns> sources, FlatParameters parameters, int factors) {
        this.sources = sources;
        this.parameters = parameters;
        this.factors = factors;
    }

    @Override
    public void forward(Columns output, Arithmetic arithmetic) {
        float[] sum = output.valueArray();
        Arrays.fill(sum, 0, output.entries(), 0);
        for (int i = 0; i < sources.size(); i++) {
            float factor = parameters.values()[factors + i];
            ColumnLoops.addScaled(sources.get(i).valueArray(), factor, sum, output.entries());
        }
    }

    @Override
    public void backward(Columns output, BackwardPass pass) {
        boolean measured = pass.measures(output.owner());
        float[] above = output.gradientArray();
        for (int i = 0; i < sources.size(); i++) {
            Columns source = sources.get(i);
            if (measured) {
                parameters.gradients()[factors + i] = MatrixProduct.dot(above, source.valueArray(), output.entries());
            }
            float factor = parameters.values()[factors + i] * pass.factor(output.owner(), source.owner());
            ColumnLoops.addScaled(above, factor, source.gradientToAddTo(), output.entries());
        }
    }

    @Override
    public void clearParameterGradients() {
        Arrays.fill(parameters.gradients(), factors, factors + sources.size(), 0);
    }
}
