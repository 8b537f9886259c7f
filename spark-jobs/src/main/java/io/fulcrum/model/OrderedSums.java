package io.fulcrum.model;

/**
 * Loops that add products in one order, input after input, each product and each sum rounded to a float, as
 * {@link FixedOrderProduct} defines it. Lines are arrays of their own and all are read at one index, so that C2 makes
 * vector instructions of the loops. A sum is read and written once for four inputs; with more, C2 of JDK 17 no longer
 * unrolls the loop. Not thread-safe.
 */
final class OrderedSums {
    /** Inputs added in one loop. */
    static final int AT_ONCE = 4;

    private int count;

    /** Sums over the first {@code count} entries of lines. */
    OrderedSums(int count) {
        this.count = count;
    }

    /** Sets how many entries of lines are computed. */
    void resize(int newCount) {
        count = newCount;
    }

    /**
     * Adds lines, each times the value of its number.
     *
     * @param values [line]
     * @param lines [line][entry]
     */
    void add(float[] values, float[][] lines, int from, int to, float[] sum) {
        int line = from;
        for (; line + AT_ONCE <= to; line += AT_ONCE) {
            addFour(lines, line, values, line, sum);
        }
        for (; line < to; line++) {
            addOne(lines[line], values[line], sum);
        }
    }

    /** Adds four neighbouring lines, each times the value of its place from {@code at} on. */
    void addFour(float[][] lines, int line, float[] values, int at, float[] sum) {
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

    /** Adds a line times a value. */
    void addOne(float[] line, float value, float[] sum) {
        int entries = count;
        for (int i = 0; i < entries; i++) {
            sum[i] += line[i] * value;
        }
    }
}
