package io.fulcrum.model.embedding;

import io.fulcrum.model.kernel.Matrix;
import java.util.Arrays;

/**
 * A categorical field whose embedding rows are few against the rows of a batch: they are kept once, with the number of
 * the one that each row of the batch has.
 */
public final class FieldRows {
    private final int column;
    private final int width;

    @SuppressWarnings("NullAway.Init") // set before it is read
    private Matrix parameters;

    private boolean wholeTable;
    private int[] rowOf = new int[0]; // [batch row]
    private boolean[] present = new boolean[0]; // [embedding row] whether the batch has it
    private float[] gradients = new float[0]; // [embedding row][parameter]
    private Matrix gradientMatrix;

    /**
     * A field without rows yet.
     *
     * @param column of the network's input at which its parameters stand
     * @param width parameters of an embedding row
     */
    public FieldRows(int column, int width) {
        this.column = column;
        this.width = width;
        gradientMatrix = new Matrix(gradients, new Matrix.Shape(0, 0, width, width, Matrix.Order.ROWS));
    }

    /**
     * Takes a batch.
     *
     * @param newParameters [embedding row][parameter]
     * @param chosen [batch row] its embedding row; longer than the batch may be
     */
    public void start(Matrix newParameters, int[] chosen, int batchSize) {
        parameters = newParameters;
        if (gradients.length < parameters.rows() * width) {
            gradients = new float[2 * parameters.rows() * width];
        }
        if (rowOf.length < batchSize) {
            rowOf = new int[batchSize];
        }
        if (present.length < count()) {
            present = new boolean[2 * count()];
        }
        if (gradientMatrix.values() != gradients || gradientMatrix.rows() != count()) {
            gradientMatrix = new Matrix(gradients, new Matrix.Shape(0, count(), width, width, Matrix.Order.ROWS));
        }
        System.arraycopy(chosen, 0, rowOf, 0, batchSize);
        Arrays.fill(present, false);
        for (int row = 0; row < batchSize; row++) {
            present[rowOf[row]] = true;
        }
    }

    /** Takes a table that does not change as the embedding rows of all batches to come; only for scoring. */
    public void keep(Matrix table) {
        parameters = table;
        wholeTable = true;
    }

    /** Whether the embedding rows are the same for all batches. */
    public boolean isWholeTable() {
        return wholeTable;
    }

    /** Returns room for the embedding row of each row of a batch, to be filled. */
    public int[] choose(int batchSize) {
        if (rowOf.length < batchSize) {
            rowOf = new int[batchSize];
        }
        return rowOf;
    }

    /** Returns whether the batch has an embedding row. */
    public boolean has(int embeddingRow) {
        return present[embeddingRow];
    }

    public int column() {
        return column;
    }

    public int width() {
        return width;
    }

    /** Number of embedding rows. */
    public int count() {
        return parameters.rows();
    }

    /** Returns [batch row] the embedding row; longer than the batch needs. */
    public int[] rowOf() {
        return rowOf;
    }

    /** Returns [embedding row][parameter]. */
    public Matrix parameters() {
        return parameters;
    }

    /** Returns [embedding row][parameter] the gradient, written by the backward pass. */
    public Matrix gradients() {
        return gradientMatrix;
    }
}
