package io.fulcrum.model.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SymmetricEigenTest {

    @Test
    void of_twoByTwo_areThoseOfTheFormula() {
        double[] values = decomposed(new double[][] {{2, 1}, {1, 2}}).values().clone();
        Arrays.sort(values);
        assertThat(values).containsExactly(new double[] {1, 3}, within(1e-14));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8, 20})
    void function_identity_isTheMatrix(int size) {
        double[][] matrix = symmetric(size);
        double[][] same = function(matrix, value -> value);
        for (int i = 0; i < size; i++) {
            assertThat(same[i]).containsExactly(matrix[i], within(1e-12 * size));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8, 20})
    void function_one_isTheIdentity(int size) {
        double[][] identity = function(symmetric(size), value -> 1);
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                assertThat(identity[i][j]).isCloseTo(i == j ? 1 : 0, within(1e-13 * size));
            }
        }
    }

    private static double[][] symmetric(int size) {
        Random random = new Random(size);
        double[][] matrix = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                matrix[i][j] = random.nextGaussian();
                matrix[j][i] = matrix[i][j];
            }
        }
        return matrix;
    }

    private static double[][] function(double[][] matrix, DoubleUnaryOperator function) {
        double[][] made = new double[matrix.length][matrix.length];
        decomposed(matrix).function(function, made);
        return made;
    }

    private static SymmetricEigen decomposed(double[][] matrix) {
        SymmetricEigen eigen = new SymmetricEigen(matrix.length);
        eigen.decompose(matrix);
        return eigen;
    }
}
