package io.fulcrum.model.layer;

import io.fulcrum.model.kernel.Activations;
import io.fulcrum.model.kernel.Arithmetic;
import io.fulcrum.model.kernel.ColumnLoops;
import io.fulcrum.model.kernel.FlatParameters;
import io.fulcrum.model.kernel.Matrix;
import io.fulcrum.model.kernel.MatrixProduct;

/**
 * A dense layer above the first: one, or several equal blocks side by side, each on its own columns below (the further
 * layers of all experts), with parameters of their own or the same ones. Bias, activation and their derivatives are
 * each one loop over columns, and nothing is allocated in a step.
 */
public final class DenseLayer implements Layer {
    private final Columns below;
    private final Activations output;
    private final int blocks;
    private final int distinct; // blocks with parameters of their own
    private final DenseForm form;
    private final FlatParameters parameters;
    private final Matrix weights; // [input][output of the distinct blocks]
    private final Matrix weightGradients;

    /**
     * A layer whose only part is all of {@code output}.
     *
     * @param blocks equal blocks, each on its own columns below
     */
    public DenseLayer(Columns below, Activations output, int blocks, DenseForm form, FlatParameters parameters) {
        this.below = below;
        this.output = output;
        this.blocks = blocks;
        this.form = form;
        distinct = form.own() / (output.width() / blocks);
        this.parameters = parameters;
        weights = form.weights(parameters.values());
        weightGradients = form.weights(parameters.gradients());
    }

    @Override
    public void resize(int rows) {
        output.resize(rows);
    }

    @Override
    public void forward(Arithmetic arithmetic) {
        for (int block = 0; block < blocks; block++) {
            arithmetic.multiply(block(below.values(), block), own(weights, block), block(output.values(), block));
        }
        int rows = output.rows();
        for (int column = 0; column < output.width(); column++) {
            float bias = parameters.values()[form.biases() + column % form.own()];
            form.addBias(bias, column, output.valueArray(), column * rows, rows);
        }
    }

    @Override
    public void backward(BackwardPass pass) {
        boolean measured = form.measured(pass) > 0;
        if (!form.parts()[0].hasGradient()) {
            if (measured) {
                form.clearParameterGradients(parameters.gradients());
            }
            return;
        }
        int rectified = form.rectified().count() * output.rows();
        ColumnLoops.zeroWhereZero(output.valueArray(), output.gradientArray(), 0, rectified);
        if (measured) {
            measure();
        }
        form.weigh(output.gradients(), pass, below.owner());
        handDown();
    }

    private void measure() {
        measureBiases();
        for (int block = 0; block < blocks; block++) {
            MatrixProduct.scaled(
                    1,
                    block(below.values(), block).transposed(),
                    block(output.gradients(), block),
                    block < distinct ? 0 : 1,
                    own(weightGradients, block));
        }
    }

    private void measureBiases() {
        if (distinct == blocks) {
            MatrixProduct.columnSums(output.gradients(), 0, parameters.gradients(), form.biases());
            return;
        }
        for (int block = 0; block < blocks; block++) {
            Matrix slopes = block(output.gradients(), block);
            MatrixProduct.columnSums(slopes, block == 0 ? 0 : 1, parameters.gradients(), form.biases());
        }
    }

    private void handDown() {
        if (below.isConstant()) {
            return;
        }
        float kept = below.keptGradient();
        for (int block = 0; block < blocks; block++) {
            MatrixProduct.scaled(
                    1,
                    block(output.gradients(), block),
                    own(weights, block).transposed(),
                    kept,
                    block(below.gradients(), block));
        }
    }

    /** Returns the parameters of a block, or the gradient by them. */
    private Matrix own(Matrix matrix, int block) {
        int width = matrix.columns() / distinct;
        return matrix.columns(block % distinct * width, width);
    }

    private Matrix block(Matrix matrix, int block) {
        int width = matrix.columns() / blocks;
        return matrix.columns(block * width, width);
    }
}
