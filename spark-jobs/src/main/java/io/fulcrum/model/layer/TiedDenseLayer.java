package io.fulcrum.model.layer;

import io.fulcrum.model.graph.ParameterLayout.Owner;
import io.fulcrum.model.kernel.Activations;
import io.fulcrum.model.kernel.Arithmetic;
import io.fulcrum.model.kernel.ColumnLoops;
import io.fulcrum.model.kernel.FlatParameters;
import io.fulcrum.model.kernel.Matrix;
import io.fulcrum.model.kernel.MatrixProduct;
import java.util.List;

/**
 * One dense layer that is applied to several values, each in an array of its own, such as the paths of tasks. The
 * backward pass skips the products of a value whose output got no gradient.
 */
public final class TiedDenseLayer implements Layer {
    private final Columns[] below;
    private final Columns[] outputs;
    private final Activations[] activations; // of the outputs
    private final DenseForm form;
    private final Owner owner; // of the parameters
    private final FlatParameters parameters;
    private final Matrix weights; // [input][output]
    private final Matrix weightGradients;

    /**
     * What the layer is applied to.
     *
     * @param output the only columns of {@code activations}
     */
    record Path(Columns below, Columns output, Activations activations) {}

    /** @param form whose parts are not read: the outputs are those of the paths */
    TiedDenseLayer(List<Path> paths, DenseForm form, Owner owner, FlatParameters parameters) {
        below = paths.stream().map(Path::below).toArray(Columns[]::new);
        outputs = paths.stream().map(Path::output).toArray(Columns[]::new);
        activations = paths.stream().map(Path::activations).toArray(Activations[]::new);
        this.form = form;
        this.owner = owner;
        this.parameters = parameters;
        weights = form.weights(parameters.values());
        weightGradients = form.weights(parameters.gradients());
    }

    @Override
    public void resize(int rows) {
        for (Activations output : activations) {
            output.resize(rows);
        }
    }

    @Override
    public void forward(Arithmetic arithmetic) {
        for (int path = 0; path < outputs.length; path++) {
            Columns output = outputs[path];
            arithmetic.multiply(below[path].values(), weights, output.values());
            for (int column = 0; column < output.width(); column++) {
                float bias = parameters.values()[form.biases() + column];
                form.addBias(bias, column, output.valueArray(), output.at(column), output.rows());
            }
        }
    }

    @Override
    public void backward(BackwardPass pass) {
        boolean measured = pass.measures(owner);
        float kept = 0; // of the parameters' gradients
        for (int path = 0; path < outputs.length; path++) {
            Columns output = outputs[path];
            if (output.hasGradient()) {
                slopes(output, pass);
                if (measured) {
                    measure(path, kept);
                    kept = 1;
                }
                handDown(path, pass);
            }
        }
        if (measured && kept == 0) {
            form.clearParameterGradients(parameters.gradients());
        }
    }

    /** Makes the gradient that of the sums before the ReLU, weighted as what the parameters see. */
    private void slopes(Columns output, BackwardPass pass) {
        float[] gradients = output.gradientArray();
        ColumnLoops.zeroWhereZero(
                output.valueArray(), gradients, 0, form.rectified().within(output.width()) * output.rows());
        scale(output, pass.factor(output.owner(), owner));
    }

    private void measure(int path, float kept) {
        Matrix slopes = outputs[path].gradients();
        MatrixProduct.columnSums(slopes, kept, parameters.gradients(), form.biases());
        MatrixProduct.scaled(1, below[path].values().transposed(), slopes, kept, weightGradients);
    }

    private void handDown(int path, BackwardPass pass) {
        if (below[path].isConstant()) {
            return;
        }
        scale(outputs[path], pass.factor(owner, below[path].owner()));
        MatrixProduct.scaled(
                1,
                outputs[path].gradients(),
                weights.transposed(),
                below[path].keptGradient(),
                below[path].gradients());
    }

    private static void scale(Columns columns, float factor) {
        if (factor != 1) {
            ColumnLoops.scale(columns.gradientArray(), 0, columns.entries(), factor);
        }
    }
}
