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
    private final JoinedFields joined = new JoinedFields();
    private List<FieldRows> fields = List.of();
    private int lines; // of fields alone
    private float[] flat = new float[0]; // [line][output]; products on the way up, slopes on the way back
    private float[][] products = new float[0][]; // [line][output] of fields, then of joints
    private float[][] slopes = new float[0][]; // [batch row][output] of some columns
    private float[][] sums = new float[0][]; // [line][output] of as many columns
    private final int stretch; // how many columns these are
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
        stretch = (width + stretches - 1) / stretches;
        all = matrix();
    }

    /**
     * Multiplies all embedding rows by the weights of their field's columns, [input][output]. Products of fields that
     * hold whole tables for good are computed once.
     *
     * @param rows of the batch
     */
    void project(List<FieldRows> newFields, int rows, Matrix weights, Arithmetic arithmetic) {
        layOut(newFields, rows);
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
        for (int joint = fields.size(); joint < joined.count(); joint++) {
            project(joined.node(joint));
        }
    }

    /** Adds the products of what a node joins. */
    private void project(JoinedFields.Node joint) {
        int left = joint.joined(0).first();
        int right = joint.joined(1).first();
        for (int line = 0; line < joint.lines(); line++) {
            ColumnLoops.setSums(
                    products[left + joint.part(0, line)],
                    products[right + joint.part(1, line)],
                    products[joint.first() + line],
                    width);
        }
    }

    /** Forgets all products. */
    void forgetProducts() {
        projected = false;
    }

    /** Adds the products of all fields of a row to {@code sum}, [output]. */
    void addTo(float[] sum, int row) {
        int root = 0;
        for (; root + AT_ONCE <= joined.rootCount(); root += AT_ONCE) {
            ColumnLoops.addFour(
                    product(root, row), product(root + 1, row), product(root + 2, row), product(root + 3, row), sum);
        }
        for (; root < joined.rootCount(); root++) {
            ColumnLoops.add(product(root, row), sum, width);
        }
    }

    /** Sums the slopes of the batch's rows, [row][output], by embedding row. */
    void gather(Matrix batchSlopes) {
        for (int from = 0; from < batchSlopes.columns() && lines > 0; from += stretch) {
            int columns = Math.min(stretch, batchSlopes.columns() - from);
            readSlopes(batchSlopes, from, columns);
            for (int root = 0; root < joined.rootCount(); root++) {
                sumSlopes(slopes, 0, joined.root(root).ofRows(), joined.root(root));
            }
            for (int joint = joined.count() - 1; joint >= fields.size(); joint--) {
                JoinedFields.Node node = joined.node(joint);
                sumSlopes(sums, node.first(), node.groups(0), node.joined(0));
                sumSlopes(sums, node.first(), node.groups(1), node.joined(1));
            }
            for (int line = 0; line < lines; line++) {
                System.arraycopy(sums[line], 0, flat, line * width + from, columns);
            }
        }
    }

    private void readSlopes(Matrix batchSlopes, int from, int columns) {
        if (slopes.length < batchSlopes.rows()) {
            slopes = new float[batchSlopes.rows()][stretch];
        }
        if (sums.length < products.length) {
            sums = new float[products.length][stretch];
        }
        for (int row = 0; row < batchSlopes.rows(); row++) {
            System.arraycopy(batchSlopes.values(), row * width + from, slopes[row], 0, columns);
        }
    }

    /** Sums slopes, from one on, by the line of a node; several at once: sums are read and written less often. */
    private void sumSlopes(float[][] of, int first, Groups groups, JoinedFields.Node node) {
        int[] members = groups.members();
        for (int line = 0; line < node.lines(); line++) {
            float[] sum = sums[node.first() + line];
            int end = groups.first(line + 1);
            int i = groups.first(line);
            Arrays.fill(sum, 0);
            for (; i + AT_ONCE <= end; i += AT_ONCE) {
                ColumnLoops.addFour(
                        of[first + members[i]],
                        of[first + members[i + 1]],
                        of[first + members[i + 2]],
                        of[first + members[i + 3]],
                        sum);
            }
            for (; i < end; i++) {
                ColumnLoops.add(of[first + members[i]], sum, stretch);
            }
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

    private void layOut(List<FieldRows> newFields, int rows) {
        fields = newFields;
        if (areWholeTables()) {
            joined.keep(fields);
        } else {
            joined.join(fields, rows);
        }
        int before = lines;
        lines = fields.isEmpty() ? 0 : joined.node(fields.size() - 1).end();
        if (flat.length < lines * width) {
            flat = new float[Matrix.room(2 * lines, width)];
            all = matrix();
        } else if (lines != before) {
            all = matrix();
        }
        if (products.length < joined.lines()) {
            products = new float[2 * joined.lines()][width];
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

    private float[] product(int root, int row) {
        return products[joined.root(root).line(row)];
    }

    private Matrix lines(int field, int columns) {
        return all.rows(joined.node(field).first(), fields.get(field).count()).columns(0, columns);
    }
}
