package io.fulcrum.model.kernel;

/**
 * Loops that the JIT makes vector instructions of: without branches, and with every array read at the same index, since
 * C2 takes two arrays read at different ones for perhaps the same memory.
 */
public final class ColumnLoops {
    /**
     * The largest product of two computed values that counts in full; one beyond it counts as this one, with the
     * gradient of the product itself. So huge inputs give scores that are numbers: sums of many such products are
     * finite, and no softmax or further product meets an infinity.
     */
    public static final float MOST_PRODUCT = 1e30f;

    private static final float HUGE = Float.MAX_VALUE;

    private ColumnLoops() {}

    /** Returns a product, cut off beyond {@link #MOST_PRODUCT}. */
    public static float bounded(float product) {
        return Math.max(-MOST_PRODUCT, Math.min(MOST_PRODUCT, product));
    }

    /**
     * Returns the sum of the products of the first entries, in double. Each product is exact; four sums side by side,
     * always the same ones, because one alone would wait for every addition.
     */
    public static double dot(float[] a, float[] b, int count) {
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        int i = 0;
        for (; i + 3 < count; i += 4) {
            first += (double) a[i] * b[i];
            second += (double) a[i + 1] * b[i + 1];
            third += (double) a[i + 2] * b[i + 2];
            fourth += (double) a[i + 3] * b[i + 3];
        }
        for (; i < count; i++) {
            first += (double) a[i] * b[i];
        }
        return first + second + (third + fourth);
    }

    /** Returns the sum of the products of all entries: four sums side by side, as those of floats. */
    public static double dot(double[] a, double[] b) {
        return dot(a, b, 0, a.length);
    }

    /** Returns the sum of the products of {@code count} entries from a place on. */
    public static double dot(double[] a, double[] b, int from, int count) {
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        int end = from + count;
        int i = from;
        for (; i + 3 < end; i += 4) {
            first += a[i] * b[i];
            second += a[i + 1] * b[i + 1];
            third += a[i + 2] * b[i + 2];
            fourth += a[i + 3] * b[i + 3];
        }
        for (; i < end; i++) {
            first += a[i] * b[i];
        }
        return first + second + (third + fourth);
    }

    public static void add(double[] summand, double[] sum, int count) {
        for (int i = 0; i < count; i++) {
            sum[i] += summand[i];
        }
    }

    /** Whether none of the first entries is infinite or no number. */
    public static boolean areFinite(double[] values, int count) {
        double even = 0;
        double odd = 0;
        int i = 0;
        for (; i + 1 < count; i += 2) {
            even += values[i] * 0; // NaN for what is not finite
            odd += values[i + 1] * 0;
        }
        if (i < count) {
            even += values[i] * 0;
        }
        return even + odd == 0;
    }

    public static void add(float[] values, int from, int count, float summand) {
        for (int i = from; i < from + count; i++) {
            values[i] += summand;
        }
    }

    public static void addThenRectify(float[] values, int from, int count, float summand) {
        for (int i = from; i < from + count; i++) {
            values[i] = Math.max(0f, values[i] + summand);
        }
    }

    public static void rectify(float[] values, int count) {
        for (int i = 0; i < count; i++) {
            values[i] = Math.max(0f, values[i]);
        }
    }

    public static void rectify(float[] values, int from, int count) {
        for (int i = from; i < from + count; i++) {
            values[i] = Math.max(0f, values[i]);
        }
    }

    public static void scale(float[] values, int from, int count, float factor) {
        for (int i = from; i < from + count; i++) {
            values[i] *= factor;
        }
    }

    public static void multiply(float[] factors, float[] values, int count) {
        for (int i = 0; i < count; i++) {
            values[i] *= factors[i];
        }
    }

    /**
     * Sets gradients to zero where a rectified value is, for {@code count} of both from a place on. Any value above
     * zero, however small, times the largest float twice is at least one; a comparison would be a branch.
     */
    public static void zeroWhereZero(float[] values, float[] gradients, int from, int count) {
        for (int i = from; i < from + count; i++) {
            gradients[i] *= Math.min(1f, values[i] * HUGE * HUGE);
        }
    }

    public static void add(float[] summand, float[] sum, int count) {
        for (int i = 0; i < count; i++) {
            sum[i] += summand[i];
        }
    }

    public static void setSums(float[] a, float[] b, float[] sums, int count) {
        for (int i = 0; i < count; i++) {
            sums[i] = a[i] + b[i];
        }
    }

    /** Adds four arrays to {@code sum}, over its whole length. */
    public static void addFour(float[] a, float[] b, float[] c, float[] d, float[] sum) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += a[i] + b[i] + (c[i] + d[i]);
        }
    }

    /** Subtracts from the first {@code count} values. */
    public static void subtract(float[] subtrahend, float[] values, int count) {
        for (int i = 0; i < count; i++) {
            values[i] -= subtrahend[i];
        }
    }

    public static void addScaledProducts(float[] a, float[] b, float factor, float[] sums, int count) {
        for (int i = 0; i < count; i++) {
            sums[i] += factor * a[i] * b[i];
        }
    }

    public static void addScaled(float[] summand, float factor, float[] sum, int count) {
        for (int i = 0; i < count; i++) {
            sum[i] += factor * summand[i];
        }
    }

    /** Adds {@code count} entries from a place on, each times the factor, to those at the same place. */
    public static void addScaled(float[] summand, float factor, float[] sum, int from, int count) {
        for (int i = from; i < from + count; i++) {
            sum[i] += factor * summand[i];
        }
    }

    public static void setScaled(float[] values, float factor, float[] scaled, int count) {
        for (int i = 0; i < count; i++) {
            scaled[i] = factor * values[i];
        }
    }

    public static void setScaledProducts(float[] a, float[] b, float factor, float[] products, int count) {
        for (int i = 0; i < count; i++) {
            products[i] = factor * a[i] * b[i];
        }
    }

    /** Sets products, times a factor, each cut off as {@link #MOST_PRODUCT} says. */
    public static void setBoundedProducts(float[] a, float[] b, float factor, float[] products, int count) {
        for (int i = 0; i < count; i++) {
            products[i] = bounded(factor * a[i] * b[i]);
        }
    }

    public static void setProducts(float[] a, float[] b, float[] products, int count) {
        for (int i = 0; i < count; i++) {
            products[i] = a[i] * b[i];
        }
    }

    /** Adds products, each cut off as {@link #MOST_PRODUCT} says. */
    public static void addBoundedProducts(float[] a, float[] b, float[] sums, int count) {
        for (int i = 0; i < count; i++) {
            sums[i] += bounded(a[i] * b[i]);
        }
    }

    public static void addProducts(float[] a, float[] b, float[] sums, int count) {
        for (int i = 0; i < count; i++) {
            sums[i] += a[i] * b[i];
        }
    }
}
