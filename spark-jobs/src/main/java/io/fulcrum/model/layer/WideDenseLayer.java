package io.fulcrum.model.layer;

import io.fulcrum.model.kernel.Activations;
import io.fulcrum.model.kernel.Arithmetic;
import io.fulcrum.model.kernel.ColumnLoops;
import io.fulcrum.model.kernel.FlatParameters;
import io.fulcrum.model.kernel.Matrix;
import io.fulcrum.model.kernel.MatrixProduct;
import java.util.Arrays;
import java.util.List;

/**
 * Dense layers that read the same columns, as one: a wide matrix product is faster than many narrow ones. Their
 * parameters lie apart among those of the network, so a step copies them side by side and the gradients back, which
 * costs little beside the products.
 */
public final class WideDenseLayer implements Layer {
    private final Columns below;
    private final Activations output;
    private final List<DenseForm> forms; // of one part each, in the order of their columns in the output
    private final FlatParameters parameters;
    private final Matrix weights; // [input][output] copies of all layers' weights
    private final Matrix weightGradients;
    private final float[] biasGradients; // [output]

    /**
     * Layers side by side.
     *
     * @param forms of one part each; the parts follow each other in {@code output}, and fill it
     */
    public WideDenseLayer(Columns below, Activations output, List<DenseForm> forms, FlatParameters parameters) {
        this.below = below;
        this.output = output;
        this.forms = List.copyOf(forms);
        this.parameters = parameters;
        int width = output.width();
        weights = columns(below.width(), width);
        weightGradients = columns(below.width(), width);
        biasGradients = new float[width];
    }

    private static Matrix columns(int inputs, int width) {
        return new Matrix(
                new float[Matrix.room(inputs, width)],
                new Matrix.Shape(0, inputs, width, inputs, Matrix.Order.COLUMNS));
    }

    @Override
    public void resize(int rows) {
        output.resize(rows);
    }

    @Override
    public void forward(Arithmetic arithmetic) {
        int inputs = weights.rows();
        int from = 0;
        for (int i = 0; i < forms.size(); i++) {
            DenseForm form = forms.get(i);
            int size = form.own() * inputs;
            System.arraycopy(parameters.values(), form.weights(), weights.values(), from * inputs, size);
            from += form.own();
        }
        arithmetic.multiply(below.values(), weights, output.values());
        from = 0;
        for (int i = 0; i < forms.size(); i++) {
            addBiases(forms.get(i), from);
            from += forms.get(i).own();
        }
    }

    private void addBiases(DenseForm form, int from) {
        int rows = output.rows();
        for (int column = 0; column < form.own(); column++) {
            float bias = parameters.values()[form.biases() + column];
            form.addBias(bias, column, output.valueArray(), (from + column) * rows, rows);
        }
    }

    @Override
    public void backward(BackwardPass pass) {
        boolean hasGradient = false;
        boolean measured = false;
        for (int i = 0; i < forms.size(); i++) {
            hasGradient |= part(i).hasGradient();
            measured |= pass.measures(part(i).owner());
        }
        if (hasGradient) {
            slopes();
            if (measured) {
                measure(pass);
            }
            handDown(pass);
            return;
        }
        for (int i = 0; i < forms.size(); i++) {
            if (pass.measures(part(i).owner())) {
                forms.get(i).clearParameterGradients(parameters.gradients());
            }
        }
    }

    /** Makes the gradients those of the sums before the ReLU; 0 where none has come. */
    private void slopes() {
        int rows = output.rows();
        int from = 0;
        for (int i = 0; i < forms.size(); i++) {
            DenseForm form = forms.get(i);
            int rectified = form.rectified().count() * rows;
            if (part(i).hasGradient()) {
                ColumnLoops.zeroWhereZero(output.valueArray(), output.gradientArray(), from * rows, rectified);
            } else {
                Arrays.fill(output.gradientArray(), from * rows, (from + form.own()) * rows, 0);
            }
            from += form.own();
        }
    }

    private void measure(BackwardPass pass) {
        MatrixProduct.columnSums(output.gradients(), 0, biasGradients, 0);
        MatrixProduct.set(below.values().transposed(), output.gradients(), weightGradients);
        int inputs = weights.rows();
        int from = 0;
        for (int i = 0; i < forms.size(); i++) {
            DenseForm form = forms.get(i);
            if (pass.measures(part(i).owner())) {
                float[] gradients = parameters.gradients();
                int size = form.own() * inputs;
                System.arraycopy(weightGradients.values(), from * inputs, gradients, form.weights(), size);
                System.arraycopy(biasGradients, from, gradients, form.biases(), form.own());
            }
            from += form.own();
        }
    }

    private void handDown(BackwardPass pass) {
        if (below.isConstant()) {
            return;
        }
        int from = 0;
        for (int i = 0; i < forms.size(); i++) {
            DenseForm form = forms.get(i);
            form.weigh(output.gradients().columns(from, form.own()), pass, below.owner());
            from += form.own();
        }
        MatrixProduct.scaled(1, output.gradients(), weights.transposed(), below.keptGradient(), below.gradients());
    }

    private Columns part(int i) {
        return forms.get(i).parts()[0];
    }
}
