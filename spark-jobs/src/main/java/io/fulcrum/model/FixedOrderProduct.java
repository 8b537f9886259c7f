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
 * added. Four inputs are added at a time, so that a sum is read and written once for four products; with more, the JIT
 * (C2 of JDK 17) no longer unrolls the loop and so makes no vector instructions of it.
 */
final class FixedOrderProduct {
    /** Rows of a line: with the array's header a line takes a multiple of 64 bytes, so that lines align alike. */
    static final int ROWS = 396;

    private static final int INPUTS = 12; // of a block
    private static final int OUTPUTS = 128; // of a block
    private static final int AT_ONCE = 4; // inputs added in one loop
    private static final int TILE = 16; // rows whose cache lines stay while the columns of a matrix by rows pass

    private float[][] inputs = new float[0][]; // [input][row]
    private float[][] sums = new float[0][]; // [output][row]

    /** Sets {@code target} = a b, with {@code b} by columns. */
    void set(Matrix a, Matrix b, Matrix target) {
        multiply(a, b, target, false);
    }

    /** Adds a b to {@code target}, with {@code b} by columns. */
    void add(Matrix a, Matrix b, Matrix target) {
        multiply(a, b, target, true);
    }

    private void multiply(Matrix a, Matrix b, Matrix target, boolean adds) {
        inputs = lines(inputs, a.columns());
        sums = lines(sums, b.columns());
        for (int from = 0; from < a.rows(); from += ROWS) {
            int rows = Math.min(ROWS, a.rows() - from);
            Matrix part = target.rows(from, rows);
            read(a.rows(from, rows), inputs);
            if (adds) {
                read(part, sums);
            } else {
                for (int output = 0; output < b.columns(); output++) {
                    Arrays.fill(sums[output], 0, rows, 0);
                }
            }
            addProducts(b, rows);
            write(sums, part);
        }
    }

    private void addProducts(Matrix b, int rows) {
        for (int output = 0; output < b.columns(); output += OUTPUTS) {
            int outputEnd = Math.min(output + OUTPUTS, b.columns());
            for (int input = 0; input < b.rows(); input += INPUTS) {
                int inputEnd = Math.min(input + INPUTS, b.rows());
                for (int column = output; column < outputEnd; column++) {
                    addInputs(input, inputEnd, b, column, rows);
                }
            }
        }
    }

    private void addInputs(int from, int to, Matrix b, int output, int rows) {
        float[] sum = sums[output];
        int weights = b.at() + output * b.stride();
        int input = from;
        for (; input + AT_ONCE <= to; input += AT_ONCE) {
            addFour(input, b.values(), weights + input, sum, rows);
        }
        for (; input < to; input++) {
            addOne(inputs[input], b.values()[weights + input], sum, rows);
        }
    }

    private void addFour(int input, float[] weights, int at, float[] sum, int rows) {
        float[] a = inputs[input];
        float[] b = inputs[input + 1];
        float[] c = inputs[input + 2];
        float[] d = inputs[input + 3];
        float ofA = weights[at];
        float ofB = weights[at + 1];
        float ofC = weights[at + 2];
        float ofD = weights[at + 3];
        for (int i = 0; i < rows; i++) {
            sum[i] = sum[i] + a[i] * ofA + b[i] * ofB + c[i] * ofC + d[i] * ofD;
        }
    }

    private static void addOne(float[] input, float weight, float[] sum, int rows) {
        for (int i = 0; i < rows; i++) {
            sum[i] += input[i] * weight;
        }
    }

    /** Copies a matrix into a line per column. */
    private static void read(Matrix from, float[][] lines) {
        if (from.order() == Order.COLUMNS) {
            for (int column = 0; column < from.columns(); column++) {
                System.arraycopy(from.values(), from.at() + column * from.stride(), lines[column], 0, from.rows());
            }
            return;
        }
        for (int tile = 0; tile < from.rows(); tile += TILE) {
            int end = Math.min(tile + TILE, from.rows());
            for (int column = 0; column < from.columns(); column++) {
                float[] line = lines[column];
                for (int row = tile, at = from.at() + tile * from.stride() + column; row < end; row++) {
                    line[row] = from.values()[at];
                    at += from.stride();
                }
            }
        }
    }

    /** Copies a line per column into a matrix. */
    private static void write(float[][] lines, Matrix to) {
        if (to.order() == Order.COLUMNS) {
            for (int column = 0; column < to.columns(); column++) {
                System.arraycopy(lines[column], 0, to.values(), to.at() + column * to.stride(), to.rows());
            }
            return;
        }
        for (int tile = 0; tile < to.rows(); tile += TILE) {
            int end = Math.min(tile + TILE, to.rows());
            for (int column = 0; column < to.columns(); column++) {
                float[] line = lines[column];
                for (int row = tile, at = to.at() + tile * to.stride() + column; row < end; row++) {
                    to.values()[at] = line[row];
                    at += to.stride();
                }
            }
        }
    }

    private static float[][] lines(float[][] known, int count) {
        return known.length < count ? new float[count][ROWS] : known;
    }
}
