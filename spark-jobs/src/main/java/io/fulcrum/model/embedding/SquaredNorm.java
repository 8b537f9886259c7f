package io.fulcrum.model.embedding;

import io.fulcrum.model.kernel.MatrixProduct;

/**
 * The squared norm of floats, which is finite exactly if all of them are: in single precision by BLAS, and in double
 * where that overflows.
 */
public final class SquaredNorm {
    private SquaredNorm() {}

    /** Whether every number of the changed rows is finite. */
    public static boolean isFinite(RowRecords changed) {
        for (int table = 0; table < changed.tables(); table++) {
            if (!Double.isFinite(of(changed.records(table)))) {
                return false;
            }
        }
        return true;
    }

    public static double of(float[] values) {
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
