package io.fulcrum.model.layer;

import io.fulcrum.model.graph.Factors;
import io.fulcrum.model.kernel.Arithmetic;
import io.fulcrum.model.kernel.FlatParameters;
import io.fulcrum.model.kernel.MatrixProduct;
import java.util.Arrays;
import java.util.List;

/** Σ_j a_j x_j, forward and backward, with factors a_j made of trained numbers as {@link Factors} say. */
public final class BlendColumns implements ColumnFunction {
    private final Columns[] sources;
    private final Factors kind;
    private final FlatParameters parameters;
    private final int at; // where the numbers begin
    private final LayerNoise noise;
    private final float[] factors; // [source] of the last forward pass
    private final double[] uniforms; // [source] of the last forward pass

    BlendColumns(List<Columns> sources, Factors kind, FlatParameters parameters, int at, LayerNoise noise) {
        this.sources = sources.toArray(Columns[]::new);
        this.kind = kind;
        this.parameters = parameters;
        this.at = at;
        this.noise = noise;
        factors = new float[sources.size()];
        uniforms = new double[sources.size()];
    }

    @Override
    public void forward(Columns output, Arithmetic arithmetic) {
        for (int i = 0; i < factors.length; i++) {
            factors[i] = factor(i);
        }
        SumColumns.set(sources, factors, output.valueArray(), output.entries());
    }

    private float factor(int i) {
        float number = parameters.values()[at + i];
        if (!noise.isActive()) {
            return (float) kind.scored(number);
        }
        uniforms[i] = kind.isRandom() ? noise.uniform(at, i) : 0.5;
        return (float) kind.trained(number, uniforms[i], noise.round());
    }

    @Override
    public void backward(Columns output, BackwardPass pass) {
        boolean measured = pass.measures(output.owner());
        float[] above = output.gradientArray();
        for (int i = 0; i < factors.length; i++) {
            Columns source = sources[i];
            if (measured) {
                parameters.gradients()[at + i] = gradient(i, above, source, output.entries());
                penalise(i, pass);
            }
            float factor = factors[i] * pass.factor(output.owner(), source.owner());
            source.addGradient(above, factor);
        }
    }

    private float gradient(int i, float[] above, Columns source, int entries) {
        double byFactor = MatrixProduct.dot(above, source.valueArray(), entries);
        return (float) (byFactor * kind.slope(parameters.values()[at + i], uniforms[i], noise.round()));
    }

    private void penalise(int i, BackwardPass pass) {
        if (pass.takesStep()) {
            parameters.gradients()[at + i] +=
                    (float) kind.penaltySlope(parameters.values()[at + i], noise.round());
        }
    }

    @Override
    public void clearParameterGradients() {
        Arrays.fill(parameters.gradients(), at, at + factors.length, 0);
    }
}
