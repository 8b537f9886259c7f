package io.fulcrum.model;

import io.fulcrum.model.embedding.FieldRows;
import io.fulcrum.model.embedding.NetworkRows;
import io.fulcrum.model.embedding.NetworkRows.Stretch;
import io.fulcrum.model.graph.ParameterLayout;
import io.fulcrum.model.graph.ParameterLayout.Shared;
import io.fulcrum.model.graph.ParameterLayout.Slice;
import io.fulcrum.model.kernel.ColumnLoops;
import java.util.Arrays;
import java.util.List;

/**
 * The gradient of the step that follows a probe of the same batch, put together from the tasks' gradients, so that the
 * step needs no backward pass of its own. Gradients are linear in those of the logits: with g_k the gradient of the sum
 * of task k's losses, n_k the sum of its rows' weights and w_k its task weight, the step's gradient is
 * Σ_k w_k g_k / n_k for shared parameters and inputs, and g_k / n_k for the parameters of the head of task k. Exact but
 * for the order of the sums.
 */
final class ForeseenStep {
    private static final double[] NONE = {};

    private final ParameterLayout layout;
    private final int inputs; // columns
    private float[] parameters = new float[0];
    private double[] taskWeights = NONE;

    @SuppressWarnings("NullAway.Init") // set before it is read
    private NetworkRows batch;

    private int tasks; // added so far
    private float[] ofInput = new float[0]; // [row][input] of columns that are written out
    private float[][] ofFields = new float[0][]; // [field][embedding row, parameter]

    /** @param inputs columns of the network's input */
    ForeseenStep(ParameterLayout layout, int inputs) {
        this.layout = layout;
        this.inputs = inputs;
    }

    /** Expects a step with these task weights on this batch, if it pays to add up its gradient. */
    void expect(double[] newTaskWeights, NetworkRows newBatch) {
        boolean pays = (newTaskWeights.length - 1) * trainedColumns(newBatch) <= inputs;
        taskWeights = pays ? newTaskWeights.clone() : NONE;
        batch = newBatch;
        tasks = 0;
    }

    /**
     * Returns how many columns of the input are written out and want a gradient: each probe then multiplies a matrix
     * for them that it otherwise need not. The pass that is saved multiplies one for them, and one for all columns.
     */
    private static int trainedColumns(NetworkRows batch) {
        int columns = 0;
        for (Stretch stretch : batch.plain()) {
            columns += stretch.trained() ? stretch.count() : 0;
        }
        return columns;
    }

    void forget() {
        taskWeights = NONE;
    }

    /** Whether the next task's gradients are wanted, by all parameters and the input. */
    boolean isExpected() {
        return taskWeights.length > 0;
    }

    /**
     * Adds the gradients of the next task, in the order of the tasks; after the last one a probe starts over.
     *
     * @param weight n_k, the sum of the weights of the task's labelled rows
     * @param gradients of the sum of its losses by all parameters; those by the input lie in the batch
     */
    void add(double weight, float[] gradients) {
        if (tasks == 0 || tasks == taskWeights.length) {
            clear();
            tasks = 0;
        }
        int task = tasks++;
        if (weight == 0) {
            return;
        }
        float ofHead = (float) (1 / weight);
        float ofShared = (float) (taskWeights[task] / weight);
        List<Slice> slices = layout.slices();
        for (int next = 0; next < slices.size(); next++) { // heads of other tasks have zeros
            Slice slice = slices.get(next);
            float factor = slice.owner() instanceof Shared ? ofShared : ofHead;
            ColumnLoops.addScaled(gradients, factor, parameters, slice.offset(), slice.length());
        }
        if (trainedColumns(batch) > 0) {
            ColumnLoops.addScaled(batch.gradients(), ofShared, ofInput, 0, batch.rows() * inputs);
        }
        for (int i = 0; i < ofFields.length; i++) {
            FieldRows field = batch.fields().get(i);
            ColumnLoops.addScaled(field.gradients().values(), ofShared, ofFields[i], 0, field.count() * field.width());
        }
    }

    private void clear() {
        parameters = parameters.length == 0 ? new float[layout.size()] : parameters;
        Arrays.fill(parameters, 0);
        int entries = trainedColumns(batch) > 0 ? batch.rows() * inputs : 0;
        if (ofInput.length < entries) {
            ofInput = new float[entries];
        }
        Arrays.fill(ofInput, 0, entries, 0);
        int fields = batch.fields().size();
        ofFields = ofFields.length == fields ? ofFields : new float[fields][0];
        for (int i = 0; i < fields; i++) {
            FieldRows field = batch.fields().get(i);
            entries = field.count() * field.width();
            if (ofFields[i].length < entries) {
                ofFields[i] = new float[2 * entries];
            }
            Arrays.fill(ofFields[i], 0, entries, 0);
        }
    }

    /**
     * Writes the step's gradients where a backward pass leaves them, once.
     *
     * @param gradients [parameter]; those by the input go to the batch
     * @return whether they are known for these task weights; else nothing is written
     */
    boolean write(double[] ofStep, float[] gradients) {
        boolean known = isExpected() && tasks == taskWeights.length && Arrays.equals(taskWeights, ofStep);
        forget();
        if (!known) {
            return false;
        }
        System.arraycopy(parameters, 0, gradients, 0, parameters.length);
        if (trainedColumns(batch) > 0) {
            System.arraycopy(ofInput, 0, batch.gradients(), 0, batch.rows() * inputs);
        }
        for (int i = 0; i < ofFields.length; i++) {
            FieldRows field = batch.fields().get(i);
            System.arraycopy(ofFields[i], 0, field.gradients().values(), 0, field.count() * field.width());
        }
        return true;
    }
}
