package io.fulcrum.model.embedding;

import io.fulcrum.model.kernel.Matrix;
import java.util.List;

/** A batch as a network reads it: some columns row by row, and fields of few embedding rows by these. */
public final class NetworkRows {
    private final float[] values;
    private final float[] gradients;
    private final int rows;
    private final List<Stretch> plain;
    private final List<FieldRows> fields;
    private Matrix valueMatrix;
    private Matrix gradientMatrix;

    /**
     * Neighbouring columns.
     *
     * @param trained whether they come from parameters below, and want a gradient
     */
    public record Stretch(int from, int count, boolean trained) {}

    /**
     * A batch.
     *
     * @param values [row][input]; the columns of {@code fields} mean nothing there
     * @param gradients [row][input], written by a backward pass where {@code plain} says so
     * @param rows number of rows
     * @param plain the columns that are read from {@code values}
     * @param fields the others
     */
    public NetworkRows(float[] values, float[] gradients, int rows, List<Stretch> plain, List<FieldRows> fields) {
        this.values = values;
        this.gradients = gradients;
        this.rows = rows;
        this.plain = List.copyOf(plain);
        this.fields = List.copyOf(fields);
        valueMatrix = new Matrix(values, new Matrix.Shape(0, rows, 0, 0, Matrix.Order.ROWS));
        gradientMatrix = new Matrix(gradients, new Matrix.Shape(0, rows, 0, 0, Matrix.Order.ROWS));
    }

    /** Rows of which every column is plain and wants a gradient. */
    public static NetworkRows plain(float[] values, float[] gradients, int rows, int width) {
        return new NetworkRows(values, gradients, rows, List.of(new Stretch(0, width, true)), List.of());
    }

    public float[] values() {
        return values;
    }

    public float[] gradients() {
        return gradients;
    }

    public int rows() {
        return rows;
    }

    public List<Stretch> plain() {
        return plain;
    }

    public List<FieldRows> fields() {
        return fields;
    }

    /** Returns [row][column] the values of a stretch of an input of {@code width} columns. */
    public Matrix values(Stretch stretch, int width) {
        valueMatrix = valueMatrix.columns() == width ? valueMatrix : matrix(values, width);
        return valueMatrix.columns(stretch.from(), stretch.count());
    }

    /** Returns [row][column] the gradients of a stretch of an input of {@code width} columns. */
    public Matrix gradients(Stretch stretch, int width) {
        gradientMatrix = gradientMatrix.columns() == width ? gradientMatrix : matrix(gradients, width);
        return gradientMatrix.columns(stretch.from(), stretch.count());
    }

    private Matrix matrix(float[] array, int width) {
        return new Matrix(array, new Matrix.Shape(0, rows, width, width, Matrix.Order.ROWS));
    }
}
