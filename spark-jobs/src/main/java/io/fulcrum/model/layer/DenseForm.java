package io.fulcrum.model.layer;

import io.fulcrum.model.graph.ParameterLayout.Owner;
import io.fulcrum.model.graph.ParameterLayout.Shared;
import io.fulcrum.model.graph.Rectified;
import io.fulcrum.model.kernel.ColumnLoops;
import io.fulcrum.model.kernel.Matrix;
import java.util.Arrays;

/**
 * The form of a dense layer, and where its parameters lie: the weights by columns, [input][output], part after part,
 * then all biases. Where blocks share parameters, the outputs are those of the blocks that have their own.
 *
 * @param inputs columns that an output reads
 * @param parts what it puts out, one after the other
 * @param rectified which columns pass a ReLU
 * @param own outputs that have parameters of their own
 * @param weights where the weights begin among the parameters
 * @param biases where the biases begin
 */
public record DenseForm(int inputs, Columns[] parts, Rectified rectified, int own, int weights, int biases) {
    private static final Owner INPUTS = new Shared();

    /** Returns [input][output] the weights, or the gradient by them. */
    Matrix weights(float[] array) {
        return new Matrix(array, new Matrix.Shape(weights, inputs, own, inputs, Matrix.Order.COLUMNS));
    }

    /**
     * Adds the bias of an output to a column of sums, which then passes the ReLU if the column does.
     *
     * @param column of the layer
     * @param at where the sums begin in {@code values}
     */
    void addBias(float bias, int column, float[] values, int at, int rows) {
        if (rectified.has(column)) {
            ColumnLoops.addThenRectify(values, at, rows, bias);
        } else {
            ColumnLoops.add(values, at, rows, bias);
        }
    }

    /** How many of the first output columns belong to owners whose parameters a pass measures. */
    int measured(BackwardPass pass) {
        int columns = 0;
        for (Columns part : parts) {
            if (!pass.measures(part.owner())) {
                return columns;
            }
            columns += part.width();
        }
        return columns;
    }

    /** Multiplies what flows back from parts of {@code slopes} to a layer of the owner below by its task weights. */
    void weigh(Matrix slopes, BackwardPass pass, Owner below) {
        int from = 0;
        for (Columns part : parts) {
            float factor = pass.factor(part.owner(), below);
            if (factor != 1) {
                slopes.columns(from, part.width()).scale(factor);
            }
            from += part.width();
        }
    }

    /** Sets the gradient of the first {@code columns} to zero where none has come. */
    void clearGradients(Matrix slopes, int columns) {
        int from = 0;
        for (Columns part : parts) {
            if (from < columns && !part.hasGradient()) {
                slopes.columns(from, part.width()).clear();
            }
            from += part.width();
        }
    }

    /** Sets the gradients of the parameters to zero. */
    void clearParameterGradients(float[] gradients) {
        Arrays.fill(gradients, weights, weights + inputs * own, 0);
        Arrays.fill(gradients, biases, biases + own, 0);
    }

    /** The owner of the inputs: the tables behind them serve all tasks. */
    static Owner ownerOfInputs() {
        return INPUTS;
    }
}
