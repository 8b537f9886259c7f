package io.fulcrum.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EpoTest {
    private static double[] weigh(Epo epo, double[][] gradients, double... losses) {
        GramMatrix gram = GramMatrix.ofGradients(gradients);
        return epo.weigh(gram, Answers.context(epo, losses, 1)).values();
    }

    /** Optima of a Python program that tries every vertex: balance, balance on the ray's other side, descent. */
    @Test
    void weigh_threeTasks_areTheBestVertices() {
        double[][] gradients = {{3, 2, 2}, {2, -1, 1}, {-1, 1, 2}};
        assertThat(weigh(new Epo(List.of(), 1e-4), gradients, 0.5, 0.2, 1.5)).containsExactly(0, 0, 1);
        assertThat(weigh(new Epo(List.of(3.0, 7.0, 1.0), 1e-4), gradients, 0.5, 0.2, 1.5))
                .containsExactly(0, 0, 1);
        assertThat(weigh(new Epo(List.of(1.0, 2.0, 3.0), 1e-4), gradients, 0.6, 0.3, 0.2))
                .containsExactly(1, 0, 0);
    }

    /**
     * Two opposed tasks on the ray: g_1 = (1, 0), g_2 = (−1, 1). Hw ≥ 0 is w_1 ≥ w_2 and 2 w_2 ≥ w_1; the sum of Hw =
     * (w_1 − w_2, 2 w_2 − w_1) is w_2, so w = (1/2, 1/2).
     */
    @Test
    void weigh_onTheRay_descendsWithoutHarm() {
        assertThat(weigh(new Epo(List.of(), 1e-4), new double[][] {{1, 0}, {-1, 1}}, 2, 2))
                .containsExactly(new double[] {0.5, 0.5}, within(1e-9));
    }

    /**
     * The same with losses 4 and 1: l = (.8, .2), µ = .8 log 1.6 + .2 log .4 = .19274, a = (log 1.6 − µ, log .4 − µ) =
     * (.27726, −1.10904), Ha = (1.38629, −2.49533). The largest loss must not rise, w_1 ≥ w_2, and task 2 may rise no
     * faster than a lets it, 2 w_2 − w_1 ≥ −2.49533. a·Hw is largest at w = (1, 0).
     */
    @Test
    void weigh_besideTheRay_lowersTheLargestLoss() {
        assertThat(weigh(new Epo(List.of(), 1e-4), new double[][] {{1, 0}, {-1, 1}}, 4, 1))
                .containsExactly(1, 0);
    }

    @Test
    void weigh_lossOfZero_hasNoAnswer() {
        Epo epo = new Epo(List.of(), 1e-4);
        Coefficients none = epo.weigh(GramMatrix.identity(2), Answers.context(epo, new double[] {0, 1}, 1));
        assertThat(none.notes()).containsExactly("a loss of 0.0 has no logarithm");
    }

    /** Against every vertex: all sets of K − 1 of the constraints, solved with Σx = 1. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void maximise_seededPrograms_findABestVertex(int variables) {
        Random random = new Random(variables);
        for (int trial = 0; trial < 60; trial++) {
            int constraints = random.nextInt(5);
            double[][] a = new double[constraints][variables];
            double[] b = new double[constraints];
            for (int i = 0; i < constraints; i++) {
                Arrays.setAll(a[i], j -> random.nextInt(9) - 5);
                b[i] = -random.nextInt(3);
            }
            double[] c = random.doubles(variables, -1, 1).toArray();
            Optional<double[]> best = LinearProgram.maximise(c, a, b);
            double oracle = Vertices.best(c, a, b);
            assertThat(best.isPresent()).isEqualTo(oracle > Double.NEGATIVE_INFINITY);
            best.ifPresent(x -> {
                assertThat(SimplexProjection.sum(x)).isCloseTo(1, within(1e-12));
                for (int i = 0; i < constraints; i++) {
                    assertThat(DenseAlgebra.dot(a[i], x)).isGreaterThanOrEqualTo(b[i] - 1e-9);
                }
                assertThat(DenseAlgebra.dot(c, x)).isCloseTo(oracle, within(1e-9));
            });
        }
    }

    /** Every vertex of a small program. */
    private static final class Vertices {
        private final double[] c;
        private final double[][] rows; // [constraint][variable], signs of the variables included
        private final double[] least;
        private double best = Double.NEGATIVE_INFINITY;

        private Vertices(double[] c, double[][] a, double[] b) {
            this.c = c;
            rows = Arrays.copyOf(a, a.length + c.length);
            least = Arrays.copyOf(b, a.length + c.length);
            for (int j = 0; j < c.length; j++) {
                rows[a.length + j] = new double[c.length];
                rows[a.length + j][j] = 1;
            }
        }

        static double best(double[] c, double[][] a, double[] b) {
            Vertices vertices = new Vertices(c, a, b);
            vertices.choose(0, new int[c.length - 1], 0);
            return vertices.best;
        }

        private void choose(int from, int[] chosen, int count) {
            if (count == chosen.length) {
                visit(chosen);
                return;
            }
            for (int i = from; i < rows.length; i++) {
                chosen[count] = i;
                choose(i + 1, chosen, count + 1);
            }
        }

        private void visit(int[] chosen) {
            double[][] system = new double[c.length][];
            double[] right = new double[c.length];
            for (int k = 0; k < chosen.length; k++) {
                system[k] = rows[chosen[k]];
                right[k] = least[chosen[k]];
            }
            system[c.length - 1] = new double[c.length];
            Arrays.fill(system[c.length - 1], 1);
            right[c.length - 1] = 1;
            double[] x = DenseAlgebra.pseudoSolve(system, right);
            boolean solves = true;
            for (int k = 0; k < right.length; k++) {
                solves &= Math.abs(DenseAlgebra.dot(system[k], x) - right[k]) < 1e-9;
            }
            for (int i = 0; i < rows.length; i++) {
                solves &= DenseAlgebra.dot(rows[i], x) >= least[i] - 1e-9;
            }
            best = solves ? Math.max(best, DenseAlgebra.dot(c, x)) : best;
        }
    }
}
