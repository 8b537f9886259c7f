package io.fulcrum.model.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.model.kernel.Matrix.Order;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The product has the bits of the sum as its class comment writes it, in any layout and for any number of rows. */
class FixedOrderProductTest {
    private final SplittableRandom random = new SplittableRandom(3);

    /**
     * Rows below, at and above a line and a vector; inputs and outputs with every remainder of those added at a time,
     * below, at and above a block.
     */
    static Stream<Arguments> shapes() {
        int line = FixedOrderProduct.ROWS;
        return Stream.of(
                        new int[] {1, 1, 1},
                        new int[] {2, 2, 2},
                        new int[] {7, 3, 5},
                        new int[] {33, 4, 2},
                        new int[] {line, 16, 3},
                        new int[] {line + 1, 17, 4},
                        new int[] {2 * line + 5, 35, 6},
                        new int[] {40, 5, 63},
                        new int[] {15, 6, 64},
                        new int[] {16, 7, 65},
                        new int[] {17, 8, 66},
                        new int[] {40, 9, 259},
                        new int[] {line - 1, 12, 128})
                .flatMap(shape -> Stream.of(Order.values())
                        .flatMap(below -> Stream.of(Order.values()).map(above -> Arguments.of(shape, below, above))));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void setAndAdd_anyLayout_haveTheBitsOfTheOrderedSum(int[] shape, Order below, Order above) {
        FixedOrderProduct product = new FixedOrderProduct();
        Matrix a = matrix(shape[0], shape[1], below);
        Matrix b = matrix(shape[1], shape[2], Order.COLUMNS);
        Matrix target = matrix(shape[0], shape[2], above);
        float[] around = target.values().clone();
        product.set(a, b, target);
        for (int row = 0; row < shape[0]; row++) {
            for (int column = 0; column < shape[2]; column++) {
                float sum = orderedSum(0, a, b, row, column);
                assertThat(at(target, row, column)).isEqualTo(sum);
                around[place(target, row, column)] = orderedSum(sum, a, b, row, column);
            }
        }
        product.add(a, b, target);
        assertThat(target.values()).isEqualTo(around);
    }

    private static float orderedSum(float start, Matrix a, Matrix b, int row, int column) {
        float sum = start;
        for (int input = 0; input < a.columns(); input++) {
            float product = at(a, row, input) * at(b, input, column);
            sum = sum + product;
        }
        return sum;
    }

    /** A matrix inside a larger array, with room between its lines. */
    private Matrix matrix(int rows, int columns, Order order) {
        int lines = order == Order.ROWS ? rows : columns;
        int stride = (order == Order.ROWS ? columns : rows) + 2;
        float[] values = new float[3 + lines * stride];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return new Matrix(values, new Matrix.Shape(3, rows, columns, stride, order));
    }

    private static float at(Matrix matrix, int row, int column) {
        return matrix.values()[place(matrix, row, column)];
    }

    private static int place(Matrix matrix, int row, int column) {
        return matrix.order() == Order.ROWS
                ? matrix.at() + row * matrix.stride() + column
                : matrix.at() + column * matrix.stride() + row;
    }
}
