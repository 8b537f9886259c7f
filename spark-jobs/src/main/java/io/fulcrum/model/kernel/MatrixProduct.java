package io.fulcrum.model.kernel;

import java.util.Arrays;

/**
 * Products of matrices on the Java heap, by BLAS.
 *
 * <p>Arrays go to native code by pinning, without a copy; that, and plain loops over heap arrays, which the JIT turns
 * into vector instructions, are why the network's own layers live on the heap and not in ND4J arrays.
 */
public final class MatrixProduct {
    private static float[] ones = new float[0];

    private MatrixProduct() {}

    /** Loads the library, unless that has been done. */
    static void load() {
        NativeBlas.library();
    }

    /** Sets {@code target} = a b. */
    public static void set(Matrix a, Matrix b, Matrix target) {
        scaled(1, a, b, 0, target);
    }

    /** Sets {@code target} = factor a b + kept target. */
    public static void scaled(float factor, Matrix a, Matrix b, float kept, Matrix target) {
        if (target.order() == Matrix.Order.ROWS) {
            scaled(factor, b.transposed(), a.transposed(), kept, target.transposed());
        } else if (NativeBlas.hasSmallKernels() && SmallProducts.pay(a, b, target)) {
            inBlocks(factor, a, b, kept, target);
        } else {
            atOnce(factor, a, b, kept, target);
        }
    }

    private static void inBlocks(float factor, Matrix a, Matrix b, float kept, Matrix target) {
        int summands = SmallProducts.summands(a);
        for (int from = 0; from < a.columns(); from += summands) {
            int some = Math.min(summands, a.columns() - from);
            addSummands(factor, a.columns(from, some), b.rows(from, some), from == 0 ? kept : 1, target);
        }
    }

    private static void addSummands(float factor, Matrix a, Matrix b, float kept, Matrix target) {
        int rows = SmallProducts.rows(a, b);
        int columns = SmallProducts.columns(a, b);
        for (int row = 0; row < a.rows(); row += rows) {
            int some = Math.min(rows, a.rows() - row);
            Matrix left = a.rows(row, some);
            Matrix result = target.rows(row, some);
            for (int column = 0; column < b.columns(); column += columns) {
                int wide = Math.min(columns, b.columns() - column);
                atOnce(factor, left, b.columns(column, wide), kept, result.columns(column, wide));
            }
        }
    }

    /** The binding wants whole lines of memory; only a small matrix at the very end of an array has none. */
    private static void atOnce(float factor, Matrix a, Matrix b, float kept, Matrix target) {
        if (!target.hasWholeLines()) {
            Matrix copy = target.copy();
            atOnce(factor, a, b, kept, copy);
            target.take(copy);
            return;
        }
        sgemm(factor, whole(a), whole(b), kept, target);
    }

    private static Matrix whole(Matrix matrix) {
        return matrix.hasWholeLines() ? matrix : matrix.copy();
    }

    private static void sgemm(float factor, Matrix a, Matrix b, float kept, Matrix target) {
        NativeBlas.library()
                .sgemm(
                        flag(a),
                        flag(b),
                        target.rows(),
                        target.columns(),
                        a.columns(),
                        factor,
                        a.values(),
                        a.at(),
                        a.stride(),
                        b.values(),
                        b.at(),
                        b.stride(),
                        kept,
                        target.values(),
                        target.at(),
                        target.stride());
    }

    /** Sets {@code target} from {@code at} on to {@code kept} target plus the sums of the columns of {@code a}. */
    public static void columnSums(Matrix a, float kept, float[] target, int at) {
        boolean byRows = a.order() == Matrix.Order.ROWS;
        int rows = byRows ? a.columns() : a.rows(); // of the matrix as BLAS sees it, by columns
        int columns = byRows ? a.rows() : a.columns();
        NativeBlas.library()
                .sgemv(
                        byRows ? "N" : "T",
                        rows,
                        columns,
                        1,
                        a.values(),
                        a.at(),
                        a.stride(),
                        ones(a.rows()),
                        0,
                        1,
                        kept,
                        target,
                        at,
                        1);
    }

    /** Returns the sum of the products of the first entries. */
    public static float dot(float[] a, float[] b, int count) {
        return NativeBlas.library().sdot(count, a, 0, 1, b, 0, 1);
    }

    /** Returns the sum of the first squares, infinite where it overflows. */
    public static float sumOfSquares(float[] values, int count) {
        return dot(values, values, count);
    }

    private static String flag(Matrix matrix) {
        return matrix.order() == Matrix.Order.COLUMNS ? "N" : "T";
    }

    /** Shared by all threads and only read; a race makes an array too many, never a wrong one. */
    private static float[] ones(int length) {
        float[] known = ones;
        if (known.length < length) {
            known = new float[length];
            Arrays.fill(known, 1);
            ones = known;
        }
        return known;
    }
}
