package io.fulcrum.model.layer;

import io.fulcrum.model.graph.Factors;
import io.fulcrum.model.graph.Operation;
import io.fulcrum.model.kernel.Arithmetic;
import io.fulcrum.model.kernel.FlatParameters;
import io.fulcrum.model.kernel.MatrixProduct;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Σ_j a_j x_j, forward and backward, with factors a_j made of trained numbers as {@link Factors} say; where it is added
 * to a path, path + Σ_j a_j x_j. A source with the factor 0 gets no gradient, so that the backward pass skips the layer
 * that computes it.
 */
public final class BlendColumns implements ColumnFunction {
    private final Columns[] sources; // the path, if there is one, then those with a trained factor
    private final int first; // of those
    private final Trained trained;
    private final float[] factors; // [source] of the last forward pass
    private final double[] uniforms; // [trained source] of the last forward pass

    /**
     * The trained numbers of the factors.
     *
     * @param at where they begin
     */
    record Trained(Factors kind, FlatParameters parameters, int at, LayerNoise noise) {}

    /** @param path what the sum is added to; none or one */
    BlendColumns(List<Columns> path, List<Columns> sources, Trained trained) {
        this.sources = Stream.concat(path.stream(), sources.stream()).toArray(Columns[]::new);
        first = path.size();
        this.trained = trained;
        factors = new float[this.sources.length];
        Arrays.fill(factors, 0, first, 1);
        uniforms = new double[sources.size()];
    }

    /** Whether an operation is a blend whose numbers may add to the loss, which a step alone measures. */
    public static boolean isPenalised(Operation operation) {
        return operation instanceof Operation.Blend blend && !(blend.factors() instanceof Factors.Plain);
    }

    @Override
    public void forward(Columns output, Arithmetic arithmetic) {
        for (int i = 0; i < uniforms.length; i++) {
            factors[first + i] = factor(i);
        }
        SumColumns.set(sources, factors, output.valueArray(), output.entries());
    }

    private float factor(int i) {
        LayerNoise noise = trained.noise;
        if (!noise.isActive()) {
            return (float) trained.kind.scored(number(i));
        }
        uniforms[i] = trained.kind.isRandom() ? noise.uniform(trained.at, i) : 0.5;
        return (float) trained.kind.trained(number(i), uniforms[i], noise.round());
    }

    private float number(int i) {
        return trained.parameters.values()[trained.at + i];
    }

    @Override
    public void backward(Columns output, BackwardPass pass) {
        boolean measured = pass.measures(output.owner());
        for (int i = 0; i < uniforms.length; i++) {
            Columns source = sources[first + i];
            if (measured) {
                trained.parameters.gradients()[trained.at + i] = gradient(i, output, source);
                penalise(i, pass);
            }
            if (factors[first + i] != 0) {
                float factor = factors[first + i] * pass.factor(output.owner(), source.owner());
                source.addGradient(output.gradientArray(), factor);
            }
        }
        if (first > 0) {
            sources[0].takeGradient(output, pass.factor(output.owner(), sources[0].owner()));
        }
    }

    private float gradient(int i, Columns output, Columns source) {
        double slope = trained.kind.slope(number(i), uniforms[i], trained.noise.round());
        return slope == 0
                ? 0
                : (float) (slope * MatrixProduct.dot(output.gradientArray(), source.valueArray(), output.entries()));
    }

    private void penalise(int i, BackwardPass pass) {
        if (pass.takesStep()) {
            trained.parameters.gradients()[trained.at + i] +=
                    (float) trained.kind.penaltySlope(number(i), trained.noise.round());
        }
    }

    @Override
    public void clearParameterGradients() {
        Arrays.fill(trained.parameters.gradients(), trained.at, trained.at + uniforms.length, 0);
    }
}
