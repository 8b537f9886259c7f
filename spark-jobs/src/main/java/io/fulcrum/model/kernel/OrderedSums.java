package io.fulcrum.model.kernel;

/**
 * Loops that add products in one order, input after input, each product and each sum rounded to a float, as
 * {@link FixedOrderProduct} defines it. An input and an output is a line, an array of its own, and all are read at one
 * index, so that C2 makes vector instructions of the loops. Three inputs are added to two outputs at a time, which
 * reads and writes lines less often than four to one; loops with more products C2 of JDK 17 no longer unrolls.
 *
 * <p>For one thread: it keeps what is multiplied between calls.
 */
public final class OrderedSums {
    private static final int TO_ONE = 4; // inputs added to one output in one loop
    private static final int TO_TWO = 3; // inputs added to two outputs in one loop
    private static final int INPUT_BLOCK = 6; // lines that stay in the first-level cache
    private static final int OUTPUT_BLOCK = 64; // lines that stay in the second-level cache

    private int count;
    private float[][] lines = new float[0][]; // [line][entry]
    private float[] values = new float[0]; // [output × stride + input]
    private int stride;
    private float[][] sums = new float[0][]; // [output][entry]
    private int firstSum; // of the outputs

    /** Sums over the first {@code count} entries of lines. */
    public OrderedSums(int count) {
        this.count = count;
    }

    /** Sets how many entries of lines are computed. */
    public void resize(int newCount) {
        count = newCount;
    }

    /**
     * Sets what is multiplied.
     *
     * @param newLines [line][entry]
     * @param newValues [output × stride + input]
     */
    public OrderedSums of(float[][] newLines, float[] newValues, int newStride) {
        lines = newLines;
        values = newValues;
        stride = newStride;
        return this;
    }

    /** Sets what products are added to: {@code newSums}, [output][entry], from one of them on. */
    public OrderedSums to(float[][] newSums, int first) {
        sums = newSums;
        firstSum = first;
        return this;
    }

    /**
     * Adds neighbouring lines to outputs.
     *
     * @param at where the value of the first line for the first output is
     */
    public void add(int line, int inputs, int at, int outputs) {
        for (int output = 0; output < outputs; output += OUTPUT_BLOCK) {
            int end = Math.min(output + OUTPUT_BLOCK, outputs);
            for (int input = 0; input < inputs; input += INPUT_BLOCK) {
                int some = Math.min(INPUT_BLOCK, inputs - input);
                addBlock(line + input, some, at + input, output, end);
            }
        }
    }

    private void addBlock(int line, int inputs, int at, int from, int to) {
        int output = from;
        for (; output + 2 <= to; output += 2) {
            addToTwo(line, inputs, at + output * stride, firstSum + output);
        }
        if (output < to) {
            addToOne(line, inputs, at + output * stride, sums[firstSum + output]);
        }
    }

    private void addToTwo(int from, int inputs, int at, int output) {
        float[] sum = sums[output];
        float[] next = sums[output + 1];
        int input = 0;
        for (; input + TO_TWO <= inputs; input += TO_TWO) {
            addThreeToTwo(from + input, at + input, sum, next);
        }
        for (; input < inputs; input++) {
            addOne(lines[from + input], values[at + input], sum);
            addOne(lines[from + input], values[at + stride + input], next);
        }
    }

    /**
     * Adds neighbouring lines to one sum.
     *
     * @param at where the value of the first line is
     */
    public void addToOne(int from, int inputs, int at, float[] sum) {
        int input = 0;
        for (; input + TO_ONE <= inputs; input += TO_ONE) {
            addFour(from + input, at + input, sum);
        }
        for (; input < inputs; input++) {
            addOne(lines[from + input], values[at + input], sum);
        }
    }

    private void addThreeToTwo(int line, int at, float[] sum, float[] next) {
        float[] a = lines[line];
        float[] b = lines[line + 1];
        float[] c = lines[line + 2];
        float ofA = values[at];
        float ofB = values[at + 1];
        float ofC = values[at + 2];
        float nextA = values[at + stride];
        float nextB = values[at + stride + 1];
        float nextC = values[at + stride + 2];
        int entries = count;
        for (int i = 0; i < entries; i++) {
            float x = a[i];
            float y = b[i];
            float z = c[i];
            float one = sum[i] + x * ofA + y * ofB + z * ofC;
            float two = next[i] + x * nextA + y * nextB + z * nextC;
            sum[i] = one;
            next[i] = two;
        }
    }

    private void addFour(int line, int at, float[] sum) {
        float[] a = lines[line];
        float[] b = lines[line + 1];
        float[] c = lines[line + 2];
        float[] d = lines[line + 3];
        float ofA = values[at];
        float ofB = values[at + 1];
        float ofC = values[at + 2];
        float ofD = values[at + 3];
        int entries = count;
        for (int i = 0; i < entries; i++) {
            sum[i] = sum[i] + a[i] * ofA + b[i] * ofB + c[i] * ofC + d[i] * ofD;
        }
    }

    private void addOne(float[] line, float value, float[] sum) {
        int entries = count;
        for (int i = 0; i < entries; i++) {
            sum[i] += line[i] * value;
        }
    }
}
