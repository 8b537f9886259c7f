package io.fulcrum.model.kernel;

import io.fulcrum.model.kernel.Matrix.Order;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * How to cut a product into such small ones as OpenBLAS has kernels of their own for. These read matrices where they
 * lie instead of packing copies first, and come near to what the processor can do, where the others take up to three
 * times as long for few columns. OpenBLAS has them for AVX-512, and takes them up to a size, by the rules of
 * {@code sgemm_small_matrix_permit} in its sources (since 0.3.17).
 *
 * <p>Matrices are as BLAS sees them, with the result by columns. The sizes are the fastest ones of those measured with
 * 1,024 rows and 8 to 263 columns ({@code deploy/bench/kernels --only BlasProduct} compares with and without cuts).
 * They follow from the sizes of the matrices alone, so a product has the same bits each time.
 */
final class SmallProducts {
    private static final Set<String> KERNELS = Set.of("skylakex", "cooperlake", "sapphirerapids");

    private static final int MOST = 1_000_000; // rows × columns × summands
    private static final int MOST_ENTRIES = 1_200; // of the result, where the left matrix is by rows
    private static final int LEAST_SUMMANDS = 32; // there
    private static final int MOST_SUMMANDS = 1_024; // there: more would leave few entries
    private static final int LEAST_ROWS = 64; // of a block of the result, where the left matrix is by columns
    private static final int LEAST_COLUMNS = 24; // there

    private SmallProducts() {}

    /**
     * Returns whether a library has kernels for small products.
     *
     * @param kernels which kernels OpenBLAS has taken; empty for another library
     */
    static boolean haveKernels(Optional<String> kernels) {
        return kernels.map(name -> name.toLowerCase(Locale.ROOT))
                .filter(KERNELS::contains)
                .isPresent();
    }

    /** Returns whether a product is worth cutting, which wants room behind all three matrices. */
    static boolean pay(Matrix a, Matrix b, Matrix target) {
        if (!a.hasRoom() || !b.hasRoom() || !target.hasRoom()) {
            return false;
        }
        if (a.rows() == 0 || a.columns() == 0 || b.columns() == 0) {
            return false;
        }
        if (a.order() == Order.COLUMNS) {
            return MOST / LEAST_ROWS / a.columns() >= Math.min(LEAST_COLUMNS, b.columns());
        }
        return b.order() == Order.COLUMNS && a.columns() >= LEAST_SUMMANDS;
    }

    /** Returns how many summands of each entry are added at once. */
    static int summands(Matrix a) {
        return a.order() == Order.ROWS ? equalParts(a.columns(), MOST_SUMMANDS, 16) : a.columns();
    }

    /** Returns how many rows of the result are computed at once. */
    static int rows(Matrix a, Matrix b) {
        if (a.order() == Order.ROWS) {
            return equalParts(a.rows(), mostEntries(a) / 4, 16);
        }
        return equalParts(a.rows(), MOST / a.columns() / columns(a, b), LEAST_ROWS);
    }

    /** Returns how many columns of the result are computed at once. */
    static int columns(Matrix a, Matrix b) {
        if (a.order() == Order.ROWS) {
            return equalParts(b.columns(), mostEntries(a) / rows(a, b), 4);
        }
        int most = MOST / (2 * LEAST_ROWS) / a.columns();
        if (most < LEAST_COLUMNS) {
            most = MOST / LEAST_ROWS / a.columns();
        }
        return equalParts(b.columns(), most, 8);
    }

    private static int mostEntries(Matrix a) {
        return Math.min(MOST_ENTRIES, MOST / summands(a));
    }

    /** Returns the length of about equal parts, a multiple of {@code unit} and at most {@code most}, or the whole. */
    private static int equalParts(int length, int most, int unit) {
        if (length <= most) {
            return length;
        }
        int largest = most / unit * unit;
        int parts = (length + largest - 1) / largest;
        int part = (length + parts - 1) / parts;
        return (part + unit - 1) / unit * unit;
    }
}
