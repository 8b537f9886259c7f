package io.fulcrum.model.layer;

import io.fulcrum.model.embedding.NetworkRows;
import io.fulcrum.model.embedding.NetworkRows.Stretch;
import io.fulcrum.model.kernel.Activations;
import io.fulcrum.model.kernel.Arithmetic;
import io.fulcrum.model.kernel.ColumnLoops;
import io.fulcrum.model.kernel.FlatParameters;
import io.fulcrum.model.kernel.Matrix;
import io.fulcrum.model.kernel.MatrixProduct;
import java.util.Arrays;

/**
 * The dense layer on the network's input: the first layers of all experts, or of the bottom, and the gates of all
 * tasks, as one, for a wide matrix product is faster than many narrow ones.
 *
 * <p>A field of few embedding rows e_k is not spread over the batch. With W_f the weights of its columns, its part of a
 * row's sum is the row k of the small product E W_f, so a row costs one addition where a matrix product takes as many
 * multiplications as an embedding has parameters. On the way back the same: with S_k the sum of the slopes of the rows
 * that have e_k, the gradients are Eᵀ S by the weights and S W_fᵀ by the embedding rows. This is exact algebra, not an
 * approximation; only the order of the sums is another.
 */
public final class FirstLayer implements Layer {
    private final Activations output;
    private final DenseForm form;
    private final FlatParameters parameters;
    private final Matrix weights; // [input][output]
    private final Matrix weightGradients;
    private final float keptInputGradient;
    private final int width;
    private final FieldSums fields;
    private final float[] biases; // [output]
    private final float[] sum; // [output] of the row at hand

    @SuppressWarnings("NullAway.Init") // set before it is read
    private NetworkRows batch;

    /**
     * A layer whose parts follow each other in {@code output}, which lies by rows.
     *
     * @param keptInputGradient factor of the input's gradient that lies there before it adds its own: 0 where it alone
     *     reads the input, 1 where others add theirs before
     */
    FirstLayer(Activations output, DenseForm form, FlatParameters parameters, float keptInputGradient) {
        this.keptInputGradient = keptInputGradient;
        this.output = output;
        this.form = form;
        this.parameters = parameters;
        weights = form.weights(parameters.values());
        weightGradients = form.weights(parameters.gradients());
        width = output.width();
        fields = new FieldSums(width);
        biases = new float[width];
        sum = new float[width];
    }

    public int width() {
        return width;
    }

    /** Forgets what was computed from parameters that are replaced now. */
    public void forgetProducts() {
        fields.forgetProducts();
    }

    /** Sets the batch of the next passes. */
    public void read(NetworkRows newBatch) {
        batch = newBatch;
    }

    /** Columns of the input. */
    int inputs() {
        return form.inputs();
    }

    /** Returns the batch of the next passes. */
    NetworkRows batch() {
        return batch;
    }

    /** Begins a backward pass in which layers add to the input's gradient. */
    public void clearInputGradients() {
        Arrays.fill(batch.gradients(), 0, batch.rows() * form.inputs(), 0);
    }

    @Override
    public void resize(int rows) {
        output.resize(rows);
    }

    @Override
    public void forward(Arithmetic arithmetic) {
        if (width == 0) {
            return;
        }
        Arrays.fill(output.valueArray(), 0, batch.plain().isEmpty() ? batch.rows() * width : 0, 0);
        for (int i = 0; i < batch.plain().size(); i++) {
            Stretch stretch = batch.plain().get(i);
            Matrix values = batch.values(stretch, form.inputs());
            Matrix part = weights.rows(stretch.from(), stretch.count());
            if (i == 0) {
                arithmetic.multiply(values, part, output.values());
            } else {
                arithmetic.addProduct(values, part, output.values());
            }
        }
        fields.project(batch.fields(), batch.rows(), weights, arithmetic);
        System.arraycopy(parameters.values(), form.biases(), biases, 0, width);
        for (int row = 0; row < batch.rows(); row++) {
            System.arraycopy(output.valueArray(), row * width, sum, 0, width);
            fields.addTo(sum, row);
            ColumnLoops.add(biases, sum, width);
            form.rectified().rectify(sum);
            System.arraycopy(sum, 0, output.valueArray(), row * width, width);
        }
    }

    @Override
    public void backward(BackwardPass pass) {
        if (width == 0) {
            return;
        }
        int measured = form.measured(pass);
        int carried = pass.reachesInputs() ? width : 0;
        int columns = Math.max(measured, carried);
        form.clearGradients(output.gradients(), columns);
        int rectified = form.rectified().within(columns);
        for (int row = 0; row < batch.rows(); row++) {
            int at = row * width + form.rectified().from();
            ColumnLoops.zeroWhereZero(output.valueArray(), output.gradientArray(), at, rectified);
        }
        fields.gather(output.gradients().columns(0, columns));
        if (measured > 0) {
            measure(measured);
        }
        if (carried > 0) {
            handDown(pass);
        }
    }

    private void measure(int columns) {
        Matrix slopes = output.gradients().columns(0, columns);
        MatrixProduct.columnSums(slopes, 0, parameters.gradients(), form.biases());
        Matrix gradients = weightGradients.columns(0, columns);
        for (int i = 0; i < batch.plain().size(); i++) {
            Stretch stretch = batch.plain().get(i);
            MatrixProduct.set(
                    batch.values(stretch, form.inputs()).transposed(),
                    slopes,
                    gradients.rows(stretch.from(), stretch.count()));
        }
        fields.weightGradients(gradients);
    }

    private void handDown(BackwardPass pass) {
        form.weigh(output.gradients(), pass, DenseForm.ownerOfInputs());
        form.weigh(fields.slopes(), pass, DenseForm.ownerOfInputs());
        for (int i = 0; i < batch.plain().size(); i++) {
            Stretch stretch = batch.plain().get(i);
            if (stretch.trained()) {
                MatrixProduct.scaled(
                        1,
                        output.gradients(),
                        weights.rows(stretch.from(), stretch.count()).transposed(),
                        keptInputGradient,
                        batch.gradients(stretch, form.inputs()));
            }
        }
        fields.rowGradients(weights);
    }
}
