package io.fulcrum.model.kernel;

import io.fulcrum.model.kernel.Matrix.Order;

/** What a layer puts out for a batch, and the gradient by it, both in one order; kept from batch to batch. */
public final class Activations {
    private final int width;
    private final Order order;
    private int rows;
    private float[] values = new float[0];
    private float[] gradients = new float[0];
    private Matrix valueMatrix;
    private Matrix gradientMatrix;

    public Activations(int width, Order order) {
        this.width = width;
        this.order = order;
        valueMatrix = matrix(values);
        gradientMatrix = matrix(gradients);
    }

    /** Makes room for a batch. */
    public void resize(int batchRows) {
        if (rows == batchRows) {
            return;
        }
        rows = batchRows;
        int size = Matrix.room(rows, width);
        if (values.length < size || gradients.length < size) { // values may be shared, of another length
            values = new float[size];
            gradients = new float[size];
        }
        valueMatrix = matrix(values);
        gradientMatrix = matrix(gradients);
    }

    /** Takes the values of others of as many rows and columns for its own, until its next batch of more rows. */
    public void shareValues(Activations other) {
        if (values != other.values) {
            values = other.values;
            valueMatrix = matrix(values);
        }
    }

    /** Exchanges the gradients of two of as many rows and columns in the same order, without a copy. */
    public void exchangeGradients(Activations other) {
        float[] array = gradients;
        Matrix matrix = gradientMatrix;
        gradients = other.gradients;
        gradientMatrix = other.gradientMatrix;
        other.gradients = array;
        other.gradientMatrix = matrix;
    }

    public int width() {
        return width;
    }

    public Order order() {
        return order;
    }

    public int rows() {
        return rows;
    }

    public float[] valueArray() {
        return values;
    }

    public float[] gradientArray() {
        return gradients;
    }

    /** Returns [row][column] the values. */
    public Matrix values() {
        return valueMatrix;
    }

    /** Returns [row][column] the gradient. */
    public Matrix gradients() {
        return gradientMatrix;
    }

    private Matrix matrix(float[] array) {
        return new Matrix(array, new Matrix.Shape(0, rows, width, order == Order.ROWS ? width : rows, order));
    }
}
