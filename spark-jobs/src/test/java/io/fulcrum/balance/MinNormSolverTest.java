package io.fulcrum.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.balance.GramCatalogue.Problem;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MinNormSolverTest {

    static Stream<Problem> all() {
        return GramCatalogue.all();
    }

    static Stream<Problem> small() {
        return GramCatalogue.small();
    }

    static Stream<Problem> withoutBounds() {
        return GramCatalogue.withoutBounds();
    }

    @ParameterizedTest
    @MethodSource("all")
    void solve_anyProblem_isFeasibleExactly(Problem problem) {
        MinNormSolution solution = MinNormSolver.solve(problem.gram(), problem.bounds());
        assertThat(problem.bounds().contain(solution.weights())).isTrue();
        BigDecimal sum =
                Arrays.stream(solution.weights()).mapToObj(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
        assertThat(sum.subtract(BigDecimal.ONE).abs().doubleValue()).isLessThanOrEqualTo(1e-15);
    }

    @ParameterizedTest
    @MethodSource("all")
    void solve_anyProblem_meetsTheOptimalityConditions(Problem problem) {
        GramMatrix gram = problem.gram();
        MinNormSolution solution = MinNormSolver.solve(gram, problem.bounds());
        double[] w = solution.weights();
        double[] mu = solution.multipliers();
        assertThat(solution.gap()).isBetween(0.0, 1e-10 * gram.trace());
        for (int i = 0; i < w.length; i++) {
            // Where floors sum to 1 - 1e-16, one of them must be exceeded by that.
            boolean floored = w[i] - problem.bounds().floor(i) <= 1e-15;
            boolean capped = problem.bounds().ceiling(i) - w[i] <= 1e-15;
            double tolerance = 1e-10 * gram.trace();
            assertThat(floored || mu[i] <= tolerance)
                    .as("multiplier %s of task %s above its floor", mu[i], i)
                    .isTrue();
            assertThat(capped || mu[i] >= -tolerance)
                    .as("multiplier %s of task %s below its ceiling", mu[i], i)
                    .isTrue();
            assertThat(gram.times(w)[i] - solution.lambda()).isEqualTo(mu[i]);
        }
    }

    @ParameterizedTest
    @MethodSource("small")
    void solve_fewTasks_agreesWithEnumeration(Problem problem) {
        GramMatrix gram = problem.gram();
        double[] expected = ActiveSetOracle.weights(gram, problem.bounds());
        MinNormSolution solution = MinNormSolver.solve(gram, problem.bounds());
        assertThat(solution.objective()).isCloseTo(gram.squaredNorm(expected), within(1e-10 * gram.trace()));
        double norm = Math.sqrt(DenseAlgebra.dot(solution.weights(), solution.weights()));
        double leastNorm = Math.sqrt(DenseAlgebra.dot(expected, expected));
        if (!problem.name().contains("SPREAD") && !problem.name().contains("NEARLY")) {
            assertThat(solution.weights()).containsExactly(expected, within(1e-5));
            assertThat(norm).isCloseTo(leastNorm, within(1e-6));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void solve_permutedTasks_permutesTheWeights(Problem problem) {
        int tasks = problem.tasks();
        double[] w = MinNormSolver.solve(problem.gram(), problem.bounds()).weights();
        double[][] gradients = new double[tasks][];
        double[] floors = new double[tasks];
        double[] ceilings = new double[tasks];
        for (int i = 0; i < tasks; i++) {
            int from = tasks - 1 - i;
            gradients[i] = problem.gradients()[from];
            floors[i] = problem.bounds().floor(from);
            ceilings[i] = problem.bounds().ceiling(from);
        }
        double[] permuted = MinNormSolver.solve(GramMatrix.ofGradients(gradients), new WeightBounds(floors, ceilings))
                .weights();
        double[] back = new double[tasks];
        Arrays.setAll(back, i -> permuted[tasks - 1 - i]);
        assertThat(back).containsExactly(w, within(1e-7));
    }

    @ParameterizedTest
    @MethodSource("all")
    void solve_scaledGram_keepsTheWeights(Problem problem) {
        double[] w = MinNormSolver.solve(problem.gram(), problem.bounds()).weights();
        for (double factor : new double[] {1e-12, 3, 1e12}) {
            double[] factors = new double[problem.tasks()];
            Arrays.fill(factors, factor);
            assertThat(MinNormSolver.solve(problem.gram().scaled(factors), problem.bounds())
                            .weights())
                    .containsExactly(w, within(1e-7));
        }
    }

    @ParameterizedTest
    @MethodSource("withoutBounds")
    void solve_withoutBounds_descendsForEveryTask(Problem problem) {
        GramMatrix gram = problem.gram();
        MinNormSolution solution = MinNormSolver.solve(gram, problem.bounds());
        for (double inner : gram.times(solution.weights())) {
            assertThat(inner).isGreaterThanOrEqualTo(solution.objective() - 1e-10 * gram.trace());
        }
        assertThat(solution.lambda()).isCloseTo(solution.objective(), within(1e-10 * gram.trace()));
    }

    @Test
    void solve_ceilingBelowTheFreeOptimum_holdsTheTaskThereWithANegativeMultiplier() {
        // H = diag(4, 1): free optimum (0.2, 0.8). With w_2 <= 0.6: w = (0.4, 0.6), Hw = (1.6, 0.6).
        MinNormSolution solution = MinNormSolver.solve(
                new GramMatrix(new double[][] {{4, 0}, {0, 1}}),
                new WeightBounds(new double[] {0, 0}, new double[] {1, 0.6}));
        assertThat(solution.weights()).containsExactly(0.4, 0.6);
        assertThat(solution.lambda()).isCloseTo(1.6, within(1e-15));
        assertThat(solution.multipliers()).containsExactly(new double[] {0, -1}, within(1e-15));
        assertThat(solution.gap()).isZero();
    }

    @Test
    void solve_sixtyTasks_isExactToo() {
        double[][] gradients = new double[60][90];
        Random random = new Random(5);
        for (double[] row : gradients) {
            Arrays.setAll(row, k -> random.nextGaussian() + 0.3);
        }
        GramMatrix gram = GramMatrix.ofGradients(gradients);
        assertThat(MinNormSolver.solve(gram, WeightBounds.free(60)).gap()).isLessThan(1e-13 * gram.trace());
    }

    @Test
    void solve_boundsOfOtherTasks_isRefused() {
        assertThatThrownBy(() -> MinNormSolver.solve(new GramMatrix(new double[][] {{1}}), WeightBounds.free(2)))
                .hasMessage(
                        "Minimum norm: length mismatch: the Gram matrix has 1 tasks, the bounds have 2; there must be "
                                + "one floor and ceiling per task. Complete the bounds.");
    }

    @ParameterizedTest
    @MethodSource("all")
    void twoStep_anyProblem_isFeasibleAndNeverBetterThanTheOptimum(Problem problem) {
        GramMatrix gram = problem.gram();
        MinNormSolution published = PeLtrBalancer.twoStep(gram, problem.bounds());
        double optimum = MinNormSolver.solve(gram, problem.bounds()).objective();
        assertThat(problem.bounds().contain(published.weights())).isTrue();
        assertThat(published.gap()).isGreaterThanOrEqualTo(0);
        assertThat(published.objective()).isCloseTo(optimum + published.gap(), within(1e-10 * gram.trace()));
    }
}
