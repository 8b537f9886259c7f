package io.fulcrum.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DenseAlgebraTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 20})
    void pseudoSolve_rankDeficient_isTheLeastNormLeastSquaresSolution(int size) {
        Random random = new Random(size);
        int rank = (size + 1) / 2;
        double[][] factor = gaussian(size, rank, random);
        double[][] matrix = times(factor, gaussian(rank, size, random));
        double[] b = gaussian(1, size, random)[0];
        double[] x = DenseAlgebra.pseudoSolve(matrix, b);
        double[] rest = b.clone();
        for (int i = 0; i < size; i++) {
            rest[i] -= DenseAlgebra.dot(matrix[i], x);
        }
        for (int j = 0; j < size; j++) { // the residual is orthogonal to the columns
            int column = j;
            assertThat(DenseAlgebra.dot(
                            rest,
                            Arrays.stream(matrix).mapToDouble(r -> r[column]).toArray()))
                    .isCloseTo(0, within(1e-10));
        }
        for (double[] vector : DenseAlgebra.nullSpace(matrix, size, 1e-10)) { // and x to the null space
            assertThat(DenseAlgebra.dot(x, vector)).isCloseTo(0, within(1e-10));
        }
    }

    @Test
    void pseudoSolve_borderedMatrixOfDependentGradients_ignoresTheRoundingOfItsNullVector() {
        double[][] bordered = {{0.5, 0, -0.5, 1}, {0, 0, 0, 1}, {-0.5, 0, 0.5, 1}, {1, 1, 1, 0}};
        assertThat(DenseAlgebra.pseudoSolve(bordered, new double[] {0, 0, 0, 1}))
                .containsExactly(new double[] {1.0 / 3, 1.0 / 3, 1.0 / 3, 0}, within(1e-14));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 12, 30})
    void nullSpace_rankDeficient_isOrthonormalAndComplete(int size) {
        Random random = new Random(size);
        int rank = size / 2;
        double[][] matrix = times(gaussian(size + 1, rank, random), gaussian(rank, size, random));
        double[][] basis = DenseAlgebra.nullSpace(matrix, size, 1e-12 * size);
        assertThat(basis).hasNumberOfRows(size - rank);
        for (int p = 0; p < basis.length; p++) {
            for (double[] row : matrix) {
                assertThat(DenseAlgebra.dot(row, basis[p])).isCloseTo(0, within(1e-12 * size));
            }
            for (int q = 0; q < basis.length; q++) {
                assertThat(DenseAlgebra.dot(basis[p], basis[q])).isCloseTo(p == q ? 1 : 0, within(1e-13));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 6, 15})
    void factor_definite_solves(int size) {
        Random random = new Random(size);
        double[][] factor = gaussian(size, size + 4, random);
        double[][] matrix = GramMatrix.ofGradients(factor).toArray();
        double[] x = gaussian(1, size, random)[0];
        double[] b = GramMatrix.ofGradients(factor).times(x);
        assertThat(SemidefiniteFactor.of(matrix, new double[size]).solve(b)).containsExactly(x, within(1e-9));
        assertThat(DenseAlgebra.solve(matrix, b)).containsExactly(x, within(1e-9));
    }

    /** A row dropped in the middle and others added: the bits are those of a factor from the beginning. */
    @Test
    void factor_rowsDroppedAndAdded_hasTheBitsOfAFactorFromTheBeginning() {
        double[][] matrix =
                GramMatrix.ofGradients(gaussian(6, 9, new Random(3))).toArray();
        SemidefiniteFactor factor = SemidefiniteFactor.of(matrix, new double[6]);
        factor.truncate(2);
        int[] places = {0, 1, 4, 5, 3};
        for (int row = 2; row < places.length; row++) {
            double[] entries = new double[row + 1];
            for (int column = 0; column <= row; column++) {
                entries[column] = matrix[places[row]][places[column]];
            }
            factor.append(entries, 0);
        }
        double[][] part = new GramMatrix(matrix).of(places).toArray();
        double[] b = {1, -2, 3, 0.5, 7};
        assertThat(factor.solve(b))
                .isEqualTo(SemidefiniteFactor.of(part, new double[5]).solve(b));
        assertThat(factor.size()).isEqualTo(5);
    }

    /** diag(4, 0) with the least pivot raised to 9: the root of the least is the pivot, and b is divided by both. */
    @Test
    void factor_pivotLostInRounding_isRaised() {
        SemidefiniteFactor factor = SemidefiniteFactor.of(new double[][] {{4, 0}, {0, 0}}, new double[] {1, 9});
        assertThat(factor.leastPivot()).isEqualTo(2);
        assertThat(factor.solve(new double[] {8, 18})).containsExactly(2, 2);
    }

    /** Of dependent gradients the solution of least norm: x_1 + x_2 = 1 is halved. */
    @Test
    void solve_dependentRows_isTheLeastNormSolution() {
        assertThat(DenseAlgebra.solve(new double[][] {{1, 1}, {1, 1}}, new double[] {1, 1}))
                .containsExactly(new double[] {0.5, 0.5}, within(1e-14));
    }

    @Test
    void ascending_equalNumbers_keepTheirOrder() {
        assertThat(DenseAlgebra.ascending(new double[] {3, 1, 2, 1, 0.5, 3})).containsExactly(4, 1, 3, 2, 0, 5);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 17})
    void residual_nonNegativeLeastSquares_meetsItsOptimalityConditions(int size) {
        Random random = new Random(size);
        double[][] columns = gaussian(2 * size, size, random);
        double[] target = gaussian(1, size, random)[0];
        double[] residual = NonNegativeLeastSquares.residual(columns, target);
        for (double[] column : columns) {
            assertThat(DenseAlgebra.dot(column, residual)).isLessThan(1e-12);
        }
        double[] fitted = target.clone();
        DenseAlgebra.axpy(-1, residual, fitted);
        assertThat(DenseAlgebra.dot(fitted, residual)).isCloseTo(0, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 17})
    void project_anyPoint_isTheNearestInTheBox(int size) {
        Random random = new Random(size);
        double[] point = gaussian(1, size, random)[0];
        double[] ceilings = random.doubles(size, 1.5 / size, 3.0 / size)
                .map(u -> size == 1 ? 1 : u)
                .toArray();
        WeightBounds bounds = new WeightBounds(new double[size], ceilings);
        double[] nearest = SimplexProjection.project(point, bounds);
        assertThat(bounds.contain(nearest)).isTrue();
        // Optimal: minimising ½‖w‖² − pointᵀw, whose gradient w − point is one number between the bounds.
        double least = Double.NEGATIVE_INFINITY;
        double most = Double.POSITIVE_INFINITY;
        for (int i = 0; i < size; i++) {
            least = nearest[i] > 0 ? Math.max(least, nearest[i] - point[i]) : least;
            most = nearest[i] < ceilings[i] ? Math.min(most, nearest[i] - point[i]) : most;
        }
        assertThat(least).isLessThanOrEqualTo(most + 1e-14);
    }

    private static double[][] gaussian(int rows, int columns, Random random) {
        double[][] matrix = new double[rows][columns];
        for (double[] row : matrix) {
            Arrays.setAll(row, k -> random.nextGaussian());
        }
        return matrix;
    }

    private static double[][] times(double[][] a, double[][] b) {
        double[][] product = new double[a.length][b.length == 0 ? 0 : b[0].length];
        if (b.length == 0) {
            Arrays.setAll(product, i -> new double[a.length - 1]);
        }
        for (int i = 0; i < a.length; i++) {
            for (int k = 0; k < b.length; k++) {
                DenseAlgebra.axpy(a[i][k], b[k], product[i]);
            }
        }
        return product;
    }
}
