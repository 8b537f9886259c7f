package io.fulcrum.model;

import io.fulcrum.model.Matrix.Order;
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
 * added. Three inputs are added to two outputs at a time, so that a line is read and written once for several products;
 * with more, the JIT (C2 of JDK 17) no longer unrolls the loop and so makes no vector instructions of it.
 */
final class FixedOrderProduct {
    /**
     * Rows of a line: with the array's header a line takes a multiple of 64 bytes, so that lines align alike. The rows
     * before and after the whole vectors are added one by one, so lines are long.
     */
    static final int ROWS = 780;

    private static final int INPUTS = 6; // of a block
    private static final int OUTPUTS = 64; // of a block
    private static final int TILE = 16; // rows whose cache lines stay while the columns of a matrix by rows pass

    private float[][] lines = new float[0][]; // [input, then output of a block][row]; allocated at once, to align alike
    private int firstSum; // among the lines

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
            for (int output = 0; output < b.columns(); output += OUTPUTS) {
                int outputs = Math.min(OUTPUTS, b.columns() - output);
                Matrix block = target.rows(from, rows).columns(output, outputs);
                if (adds) {
                    read(block, firstSum);
                } else {
                    clear(outputs, rows);
                }
                addProducts(b.columns(output, outputs), rows);
                write(block);
            }
        }
    }

    private void clear(int outputs, int rows) {
        for (int output = 0; output < outputs; output++) {
            Arrays.fill(lines[firstSum + output], 0, rows, 0);
        }
    }

    /** Adds all inputs to the outputs of a block, whose weights are {@code b}. */
    private void addProducts(Matrix b, int rows) {
        for (int input = 0; input < b.rows(); input += INPUTS) {
            int end = Math.min(input + INPUTS, b.rows());
            int output = 0;
            for (; output + 2 <= b.columns(); output += 2) {
                addToTwo(input, end, b, output, rows);
            }
            for (; output < b.columns(); output++) {
                for (int i = input; i < end; i++) {
                    addOne(i, b, output, rows);
                }
            }
        }
    }

    private void addToTwo(int from, int to, Matrix b, int output, int rows) {
        int input = from;
        for (; input + 3 <= to; input += 3) {
            addThreeToTwo(input, b, output, rows);
        }
        for (; input < to; input++) {
            addOne(input, b, output, rows);
            addOne(input, b, output + 1, rows);
        }
    }

    private void addThreeToTwo(int input, Matrix weights, int output, int rows) {
        float[] a = lines[input];
        float[] b = lines[input + 1];
        float[] c = lines[input + 2];
        float[] first = lines[firstSum + output];
        float[] second = lines[firstSum + output + 1];
        float[] values = weights.values();
        int at = weights.at() + output * weights.stride() + input;
        float a1 = values[at];
        float b1 = values[at + 1];
        float c1 = values[at + 2];
        at += weights.stride();
        float a2 = values[at];
        float b2 = values[at + 1];
        float c2 = values[at + 2];
        for (int i = 0; i < rows; i++) {
            float x = a[i];
            float y = b[i];
            float z = c[i];
            float one = first[i] + x * a1 + y * b1 + z * c1;
            float two = second[i] + x * a2 + y * b2 + z * c2;
            first[i] = one;
            second[i] = two;
        }
    }

    private void addOne(int input, Matrix weights, int output, int rows) {
        float[] line = lines[input];
        float[] sum = lines[firstSum + output];
        float weight = weights.values()[weights.at() + output * weights.stride() + input];
        for (int i = 0; i < rows; i++) {
            sum[i] += line[i] * weight;
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
