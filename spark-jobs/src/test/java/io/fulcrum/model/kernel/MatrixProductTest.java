package io.fulcrum.model.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.model.kernel.Matrix.Order;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MatrixProductTest {
    private static final float UNTOUCHED = 77;

    /** Sizes at which nothing is cut, rows, columns, summands, or several of them, with and without a remainder. */
    static Stream<Arguments> sizes() {
        int[][] sizes = { // rows, summands, columns
            {1, 1, 1},
            {3, 5, 2},
            {16, 16, 16},
            {100, 100, 100},
            {1024, 16, 16},
            {1024, 32, 32},
            {1000, 64, 48},
            {1024, 160, 160},
            {517, 263, 75},
            {1024, 651, 25},
            {1024, 652, 25},
            {130, 700, 3},
            {32, 1024, 32},
            {64, 1024, 64},
            {300, 1030, 7},
            {8, 2049, 200},
            {416, 333, 5},
            {20, 31, 40},
            {1, 300, 300},
            {1024, 1, 40},
        };
        return Arrays.stream(sizes)
                .flatMap(size -> Stream.of(Order.values())
                        .flatMap(a -> Stream.of(Order.values())
                                .flatMap(b ->
                                        Stream.of(Order.values()).map(target -> Arguments.of(size, a, b, target)))));
    }

    /** Each entry is the sum of its products, and what lies between and behind the lines of the result stays. */
    @ParameterizedTest
    @MethodSource("sizes")
    void scaled_everySizeAndOrder_isTheProduct(int[] size, Order orderOfA, Order orderOfB, Order orderOfTarget) {
        Random random = new Random(Arrays.hashCode(size));
        Matrix a = matrix(random, size[0], size[1], orderOfA);
        Matrix b = matrix(random, size[1], size[2], orderOfB);
        Matrix target = matrix(random, size[0], size[2], orderOfTarget);
        double[] expected = expected(a, b, target);

        MatrixProduct.scaled(0.5f, a, b, 0.25f, target);

        for (int row = 0; row < size[0]; row++) {
            for (int column = 0; column < size[2]; column++) {
                assertThat((double) target.values()[place(target, row, column)])
                        .isCloseTo(expected[row * size[2] + column], within(4e-6 * size[1]));
            }
        }
        assertThat(between(target)).containsOnly(UNTOUCHED);
    }

    /** BLAS must not read a result that it sets: it may hold anything. */
    @ParameterizedTest
    @CsvSource({"1024, 32, 32", "1024, 160, 160", "64, 1500, 64", "1024, 700, 40"})
    void set_aResultThatHoldsNoNumbers_isTheProduct(int rows, int summands, int columns) {
        Random random = new Random(1);
        Matrix a = matrix(random, rows, summands, summands > rows ? Order.ROWS : Order.COLUMNS);
        Matrix b = matrix(random, summands, columns, Order.COLUMNS);
        Matrix clean = matrix(random, rows, columns, Order.COLUMNS);
        Matrix target = matrix(random, rows, columns, Order.COLUMNS);
        MatrixProduct.set(a, b, clean);
        Arrays.fill(target.values(), Float.NaN);

        MatrixProduct.set(a, b, target);

        for (int column = 0; column < columns; column++) {
            assertThat(Arrays.copyOfRange(target.values(), place(target, 0, column), place(target, rows, column)))
                    .containsExactly(
                            Arrays.copyOfRange(clean.values(), place(clean, 0, column), place(clean, rows, column)));
        }
    }

    /** A matrix at the very end of its array, such as the last weights of a network, has no room behind it. */
    @Test
    void set_noRoomBehindTheResult_isTheProduct() {
        Random random = new Random(1);
        Matrix a = matrix(random, 1024, 64, Order.COLUMNS);
        Matrix b = matrix(random, 64, 48, Order.COLUMNS);
        Matrix roomy = matrix(random, 1024, 48, Order.COLUMNS);
        Matrix target = new Matrix(new float[1024 * 48], new Matrix.Shape(0, 1024, 48, 1024, Order.COLUMNS));
        MatrixProduct.set(a, b, roomy);

        MatrixProduct.set(a, b, target);

        for (int column = 0; column < 48; column++) {
            for (int row = 0; row < 1024; row++) {
                assertThat(target.values()[column * 1024 + row])
                        .isCloseTo(roomy.values()[place(roomy, row, column)], within(1e-5f));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 5, 3", "4, 0, 3", "4, 5, 0"})
    void set_nothingToMultiply_isNoError(int rows, int summands, int columns) {
        Matrix target = matrix(new Random(1), rows, columns, Order.COLUMNS);

        MatrixProduct.set(
                matrix(new Random(1), rows, summands, Order.COLUMNS),
                matrix(new Random(1), summands, columns, Order.COLUMNS),
                target);

        assertThat(between(target)).containsOnly(UNTOUCHED);
    }

    static Stream<Arguments> cutSizes() {
        return sizes().filter(arguments -> {
            Object[] of = arguments.get();
            int[] size = (int[]) of[0];
            return SmallProducts.pay(
                    matrix(new Random(1), size[0], size[1], (Order) of[1]),
                    matrix(new Random(1), size[1], size[2], (Order) of[2]),
                    matrix(new Random(1), size[0], size[2], (Order) of[3]));
        });
    }

    /** OpenBLAS takes its small kernels by these rules, so that a block that breaks them would be a slow one. */
    @ParameterizedTest
    @MethodSource("cutSizes")
    void cuts_blocks_areSmallProducts(int[] size, Order orderOfA, Order orderOfB) {
        Matrix a = matrix(new Random(1), size[0], size[1], orderOfA);
        Matrix b = matrix(new Random(1), size[1], size[2], orderOfB);

        long summands = SmallProducts.summands(a);
        long entries = (long) SmallProducts.rows(a, b) * SmallProducts.columns(a, b);

        assertThat(entries * summands).isPositive().isLessThanOrEqualTo(1_000_000);
        if (orderOfA == Order.ROWS) {
            assertThat(entries).isLessThanOrEqualTo(1_200);
        }
    }

    @Test
    void haveKernels_openBlasForAvx512_hasThem() {
        assertThat(SmallProducts.haveKernels(Optional.of("SkylakeX"))).isTrue();
        assertThat(SmallProducts.haveKernels(Optional.of("Haswell"))).isFalse();
        assertThat(SmallProducts.haveKernels(Optional.empty())).isFalse();
    }

    /** A matrix of random numbers whose lines lie apart, with a line of memory more than its entries take. */
    private static Matrix matrix(Random random, int rows, int columns, Order order) {
        int length = order == Order.ROWS ? columns : rows;
        int lines = order == Order.ROWS ? rows : columns;
        int stride = length + 3;
        float[] values = new float[stride * (lines + 1) + 1]; // as Matrix.room, with what lies between
        Arrays.fill(values, UNTOUCHED);
        for (int line = 0; line < lines; line++) {
            for (int i = 0; i < length; i++) {
                values[1 + line * stride + i] = random.nextFloat() - 0.5f;
            }
        }
        return new Matrix(values, new Matrix.Shape(1, rows, columns, stride, order));
    }

    private static double[] expected(Matrix a, Matrix b, Matrix target) {
        double[] expected = new double[a.rows() * b.columns()];
        for (int row = 0; row < a.rows(); row++) {
            for (int column = 0; column < b.columns(); column++) {
                double sum = 0;
                for (int i = 0; i < a.columns(); i++) {
                    sum += (double) a.values()[place(a, row, i)] * b.values()[place(b, i, column)];
                }
                expected[row * b.columns() + column] = 0.5 * sum + 0.25 * target.values()[place(target, row, column)];
            }
        }
        return expected;
    }

    private static int place(Matrix matrix, int row, int column) {
        boolean byRows = matrix.order() == Order.ROWS;
        return matrix.at() + (byRows ? row * matrix.stride() + column : column * matrix.stride() + row);
    }

    /** Returns what lies before, between and behind the lines of a matrix. */
    private static float[] between(Matrix matrix) {
        float[] values = matrix.values().clone();
        float[] others = new float[values.length];
        int count = 0;
        boolean[] inside = new boolean[values.length];
        for (int row = 0; row < matrix.rows(); row++) {
            for (int column = 0; column < matrix.columns(); column++) {
                inside[place(matrix, row, column)] = true;
            }
        }
        for (int i = 0; i < values.length; i++) {
            if (!inside[i]) {
                others[count++] = values[i];
            }
        }
        return Arrays.copyOf(others, count);
    }
}
