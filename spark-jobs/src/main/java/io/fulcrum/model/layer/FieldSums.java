package io.fulcrum.model.layer;

import io.fulcrum.model.embedding.FieldRows;
import io.fulcrum.model.kernel.Arithmetic;
import io.fulcrum.model.kernel.ColumnLoops;
import io.fulcrum.model.kernel.Matrix;
import io.fulcrum.model.kernel.MatrixProduct;
import java.util.Arrays;
import java.util.List;

/**
 * The part of a first layer that fields of few embedding rows have: their rows times the layer's weights, and the sums
 * of the layer's slopes by embedding row. See {@link FirstLayer}.
 *
 * <p>Lines are arrays of their own in the loops, and one array for BLAS: the JIT makes vector instructions of a loop
 * only if all its arrays are read at the same index, and a copy costs less than what that saves, six times over.
 */
final class FieldSums {
    /**
     * Columns summed at a time: of a batch of 1,024 rows so many stay in a cache of 1 MiB while all fields read them.
     */
    private static final int MOST_COLUMNS = 128;

    private static final int AT_ONCE = 4; // lines added in one loop, which reads and writes the sum once

    private final int width;
    private List<FieldRows> fields = List.of();
    private int[][] rowOf = new int[0][]; // [field][batch row] its embedding row
    private int[] firsts = new int[0]; // [field] its first line
    private int lines;
    private float[] flat = new float[0]; // [line][output]; products on the way up, slopes on the way back
    private float[][] products = new float[0][]; // [line][output], a line for each embedding row of each field
    private float[][] slopes = new float[0][]; // [batch row][output] of some columns
    private final float[] sum; // [output] of as many columns
    private Matrix all; // [line][output] of the flat array; made anew where lines lie otherwise, with its views
    private boolean projected; // the products stay for the next batches

    /**
     * Sums for a layer.
     *
     * @param width columns that the layer puts out
     */
    FieldSums(int width) {
        this.width = width;
        int stretches = Math.max(1, (width + MOST_COLUMNS - 1) / MOST_COLUMNS);
        sum = new float[(width + stretches - 1) / stretches];
        all = matrix();
    }

    /**
     * Multiplies all embedding rows by the weights of their field's columns, [input][output]. Products of fields that
     * hold whole tables for good are computed once.
     */
    void project(List<FieldRows> newFields, Matrix weights, Arithmetic arithmetic) {
        layOut(newFields);
        if (projected) {
            return;
        }
        projected = areWholeTables();
        for (int f = 0; f < fields.size(); f++) {
            FieldRows field = fields.get(f);
            arithmetic.multiply(field.parameters(), weights.rows(field.column(), field.width()), lines(f, width));
        }
        for (int line = 0; line < lines; line++) {
            System.arraycopy(flat, line * width, products[line], 0, width);
        }
    }

    /** Forgets all products. */
    void forgetProducts() {
        projected = false;
    }

    /** Adds the products of all fields of a row to {@code sum}, [output]. */
    void addTo(float[] sum, int row) {
        int f = 0;
        for (; f + AT_ONCE <= rowOf.length; f += AT_ONCE) {
            ColumnLoops.addFour(product(f, row), product(f + 1, row), product(f + 2, row), product(f + 3, row), sum);
        }
        for (; f < rowOf.length; f++) {
            ColumnLoops.add(product(f, row), sum, width);
        }
    }

    /** Sums the slopes of the batch's rows, [row][output], by embedding row. */
    void gather(Matrix batchSlopes) {
        for (int from = 0; from < batchSlopes.columns() && lines > 0; from += sum.length) {
            int columns = Math.min(sum.length, batchSlopes.columns() - from);
            readSlopes(batchSlopes, from, columns);
            for (int f = 0; f < firsts.length; f++) {
                for (int line = 0; line < fields.get(f).count(); line++) {
                    sumSlopes(fields.get(f), line);
                    System.arraycopy(sum, 0, flat, (firsts[f] + line) * width + from, columns);
                }
            }
        }
    }

    private void readSlopes(Matrix batchSlopes, int from, int columns) {
        if (slopes.length < batchSlopes.rows()) {
            slopes = new float[batchSlopes.rows()][sum.length];
        }
        for (int row = 0; row < batchSlopes.rows(); row++) {
            System.arraycopy(batchSlopes.values(), row * width + from, slopes[row], 0, columns);
        }
    }

    /**
     * Sums over the batch's rows that have an embedding row, several at once: the sum is read and written less often.
     */
    private void sumSlopes(FieldRows field, int embeddingRow) {
        int[] rows = field.batchRows();
        int end = field.first(embeddingRow + 1);
        int i = field.first(embeddingRow);
        Arrays.fill(sum, 0);
        for (; i + AT_ONCE <= end; i += AT_ONCE) {
            ColumnLoops.addFour(slopes[rows[i]], slopes[rows[i + 1]], slopes[rows[i + 2]], slopes[rows[i + 3]], sum);
        }
        for (; i < end; i++) {
            ColumnLoops.add(slopes[rows[i]], sum, sum.length);
        }
    }

    /**
     * Writes the gradients by the weights of the fields' columns into their rows of {@code target}, [input][output].
     */
    void weightGradients(Matrix target) {
        for (int f = 0; f < fields.size(); f++) {
            FieldRows field = fields.get(f);
            MatrixProduct.set(
                    field.parameters().transposed(),
                    lines(f, target.columns()),
                    target.rows(field.column(), field.width()));
        }
    }

    /** Writes the gradients by the embedding rows, from all columns of {@code weights}, [input][output]. */
    void rowGradients(Matrix weights) {
        for (int f = 0; f < fields.size(); f++) {
            FieldRows field = fields.get(f);
            MatrixProduct.set(
                    lines(f, weights.columns()),
                    weights.rows(field.column(), field.width()).transposed(),
                    field.gradients());
        }
    }

    /** Returns [line][output] the sums of all fields. */
    Matrix slopes() {
        return all;
    }

    private void layOut(List<FieldRows> newFields) {
        fields = newFields;
        if (firsts.length != fields.size()) {
            firsts = new int[fields.size()];
            rowOf = new int[fields.size()][];
        }
        int before = lines;
        boolean moved = false;
        lines = 0;
        for (int f = 0; f < firsts.length; f++) {
            moved |= firsts[f] != lines;
            firsts[f] = lines;
            rowOf[f] = fields.get(f).rowOf();
            lines += fields.get(f).count();
        }
        if (products.length < lines) {
            flat = new float[Matrix.room(2 * lines, width)];
            products = new float[2 * lines][width];
            moved = true;
        }
        if (moved || lines != before) {
            all = matrix();
        }
    }

    private Matrix matrix() {
        return new Matrix(flat, new Matrix.Shape(0, lines, width, width, Matrix.Order.ROWS));
    }

    /** Whether there are fields, and their products stay for good. */
    private boolean areWholeTables() {
        for (int f = 0; f < fields.size(); f++) {
            if (!fields.get(f).isWholeTable()) {
                return false;
            }
        }
        return !fields.isEmpty();
    }

    private float[] product(int field, int row) {
        return products[firsts[field] + rowOf[field][row]];
    }

    private Matrix lines(int field, int columns) {
        return all.rows(firsts[field], fields.get(field).count()).columns(0, columns);
    }
}
