package io.fulcrum.model.kernel;

import io.fulcrum.model.kernel.Matrix.Order;
import java.util.Arrays;

/**
 * Matrix product with one order of summation. Each entry is (((s + x₀w₀) + x₁w₁) + x₂w₂) + …, with the inputs in
 * ascending order, every product and every sum rounded to a float, and s zero or the entry to add to.
 *
 * <p>BLAS sums in an order that depends on the row's place in the batch, on the batch's size and on the processor. This
 * product does not: Java defines the result of each float operation, and neither blocks nor vector instructions change
 * the order within an entry, because a vector's lanes are different rows. No fused multiply-add: it rounds once instead
 * of twice, and a processor without it would need another result or a slow emulation.
 *
 * <p>Rows are copied into lines, one array per input and per output, and processed by blocks: a block of inputs stays
 * in the first-level cache while all outputs read it, a block of outputs in the second-level cache while all inputs are
 * added. The loops are those of {@link OrderedSums}.
 */
public final class FixedOrderProduct {
    /**
     * Rows of a line: with the array's header a line takes a multiple of 64 bytes, so that lines align alike. The rows
     * before and after the whole vectors are added one by one, so lines are long.
     */
    public static final int ROWS = 780;

    private static final int OUTPUTS = 64; // of a block
    private static final int TILE = 16; // rows whose cache lines stay while the columns of a matrix by rows pass

    private float[][] lines = new float[0][]; // [input, then output of a block][row]; allocated at once, to align alike
    private int firstSum; // among the lines
    private final OrderedSums sums = new OrderedSums(0);

    /** Sets {@code target} = a b, with {@code b} by columns. */
    void set(Matrix a, Matrix b, Matrix target) {
        multiply(a, b, target, false);
    }

    /** Adds a b to {@code target}, with {@code b} by columns. */
    void add(Matrix a, Matrix b, Matrix target) {
        multiply(a, b, target, true);
    }

    private void multiply(Matrix a, Matrix b, Matrix target, boolean adds) {
        firstSum = a.columns();
        if (lines.length < firstSum + OUTPUTS) {
            lines = new float[firstSum + OUTPUTS][ROWS];
        }
        for (int from = 0; from < a.rows(); from += ROWS) {
            int rows = Math.min(ROWS, a.rows() - from);
            read(a.rows(from, rows), 0);
            sums.resize(rows);
            for (int output = 0; output < b.columns(); output += OUTPUTS) {
                int outputs = Math.min(OUTPUTS, b.columns() - output);
                Matrix block = target.rows(from, rows).columns(output, outputs);
                if (adds) {
                    read(block, firstSum);
                } else {
                    clear(outputs, rows);
                }
                sums.of(lines, b.values(), b.stride()).to(lines, firstSum);
                sums.add(0, a.columns(), b.columns(output, outputs).at(), outputs);
                write(block);
            }
        }
    }

    private void clear(int outputs, int rows) {
        for (int output = 0; output < outputs; output++) {
            Arrays.fill(lines[firstSum + output], 0, rows, 0);
        }
    }

    /** Copies a matrix into a line per column. */
    private void read(Matrix from, int firstLine) {
        if (from.order() == Order.COLUMNS) {
            for (int column = 0; column < from.columns(); column++) {
                int at = from.at() + column * from.stride();
                System.arraycopy(from.values(), at, lines[firstLine + column], 0, from.rows());
            }
            return;
        }
        for (int tile = 0; tile < from.rows(); tile += TILE) {
            Matrix rows = from.rows(tile, Math.min(TILE, from.rows() - tile));
            int column = 0;
            for (; column + 4 <= from.columns(); column += 4) {
                readFour(rows, column, firstLine + column, tile);
            }
            for (; column < from.columns(); column++) {
                float[] line = lines[firstLine + column];
                for (int row = 0; row < rows.rows(); row++) {
                    line[tile + row] = rows.values()[rows.at() + row * rows.stride() + column];
                }
            }
        }
    }

    private void readFour(Matrix rows, int column, int firstLine, int tile) {
        float[] a = lines[firstLine];
        float[] b = lines[firstLine + 1];
        float[] c = lines[firstLine + 2];
        float[] d = lines[firstLine + 3];
        float[] values = rows.values();
        int at = rows.at() + column;
        for (int row = tile; row < tile + rows.rows(); row++) {
            a[row] = values[at];
            b[row] = values[at + 1];
            c[row] = values[at + 2];
            d[row] = values[at + 3];
            at += rows.stride();
        }
    }

    /** Copies the sums' lines into a matrix. */
    private void write(Matrix to) {
        if (to.order() == Order.COLUMNS) {
            for (int column = 0; column < to.columns(); column++) {
                int at = to.at() + column * to.stride();
                System.arraycopy(lines[firstSum + column], 0, to.values(), at, to.rows());
            }
            return;
        }
        for (int tile = 0; tile < to.rows(); tile += TILE) {
            Matrix rows = to.rows(tile, Math.min(TILE, to.rows() - tile));
            int column = 0;
            for (; column + 4 <= to.columns(); column += 4) {
                writeFour(firstSum + column, tile, rows, column);
            }
            for (; column < to.columns(); column++) {
                float[] line = lines[firstSum + column];
                for (int row = 0; row < rows.rows(); row++) {
                    rows.values()[rows.at() + row * rows.stride() + column] = line[tile + row];
                }
            }
        }
    }

    private void writeFour(int firstLine, int tile, Matrix rows, int column) {
        float[] a = lines[firstLine];
        float[] b = lines[firstLine + 1];
        float[] c = lines[firstLine + 2];
        float[] d = lines[firstLine + 3];
        float[] values = rows.values();
        int at = rows.at() + column;
        for (int row = tile; row < tile + rows.rows(); row++) {
            values[at] = a[row];
            values[at + 1] = b[row];
            values[at + 2] = c[row];
            values[at + 3] = d[row];
            at += rows.stride();
        }
    }
}
