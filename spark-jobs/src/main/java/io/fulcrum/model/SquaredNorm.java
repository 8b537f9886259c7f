package io.fulcrum.model;

/**
 * The squared norm of floats, which is finite exactly if all of them are: in single precision by BLAS, and in double
 * where that overflows.
 */
final class SquaredNorm {
    private SquaredNorm() {}

    static double of(float[] values) {
        return of(values, values.length);
    }

    /** Returns the squared norm of the first {@code count} values. */
    static double of(float[] values, int count) {
        float single = MatrixProduct.sumOfSquares(values, count);
        return Float.isFinite(single) ? single : inDouble(values, count);
    }

    private static double inDouble(float[] values, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += (double) values[i] * values[i];
        }
        return sum;
    }
}
