package io.fulcrum.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class GramMatrixTest {
    // g_1 = (3, 4), g_2 = (0, 2), g_3 = 0
    private final GramMatrix gram = GramMatrix.ofGradients(new double[][] {{3, 4}, {0, 2}, {0, 0}});

    @Test
    void ofGradients_rows_givesInnerProducts() {
        assertThat(gram.toArray()).isDeepEqualTo(new double[][] {{25, 8, 0}, {8, 4, 0}, {0, 0, 0}});
        assertThat(gram.tasks()).isEqualTo(3);
        assertThat(gram.trace()).isEqualTo(29);
        assertThat(gram.norm(0)).isEqualTo(5);
    }

    @Test
    void cosines_zeroNorm_isZero() {
        assertThat(gram.cosines()).isDeepEqualTo(new double[][] {{1, 0.8, 0}, {0.8, 1, 0}, {0, 0, 0}});
    }

    @Test
    void timesAndSquaredNorm_weights_areThoseOfTheDirection() {
        double[] w = {0.5, 0.25, 0.25}; // d = (1.5, 2.5)
        assertThat(gram.times(w)).containsExactly(14.5, 5, 0);
        assertThat(gram.squaredNorm(w)).isEqualTo(8.5);
    }

    @Test
    void scaled_factors_isTheGramOfScaledGradients() {
        assertThat(gram.scaled(new double[] {2, 4, 3})).isEqualTo(GramMatrix.ofGradients(new double[][] {
            {6, 8}, {0, 8}, {0, 0}
        }));
    }

    @Test
    void toArray_changed_leavesTheMatrix() {
        gram.toArray()[0][0] = 7;
        assertThat(gram.at(0, 0)).isEqualTo(25);
    }

    @Test
    void new_asymmetryOfRounding_isAveraged() {
        GramMatrix rounded = new GramMatrix(new double[][] {{1, 0.5}, {0.5 + 1e-13, 1}});
        assertThat(rounded.at(0, 1)).isEqualTo(rounded.at(1, 0)).isBetween(0.5, 0.5 + 1e-13);
    }

    @Test
    void new_asymmetric_isRefused() {
        assertThatThrownBy(() -> new GramMatrix(new double[][] {{1, 0.5}, {0.4, 1}}))
                .hasMessage(
                        "Gram matrix: entries (1, 0) = 0.4 and (0, 1) = 0.5 differ; it must be symmetric to rounding. "
                                + "Form the matrix from gradients with ofGradients.");
    }

    @Test
    void new_notSquare_isRefused() {
        assertThatThrownBy(() -> new GramMatrix(new double[][] {{1, 2}}))
                .hasMessage("Gram matrix: row 0 has 2 entries for 1 rows; it must be square. "
                        + "Pass one inner product per pair of tasks.");
    }

    @Test
    void new_nonFinite_isRefused() {
        assertThatThrownBy(() -> new GramMatrix(new double[][] {{1, Double.NaN}, {0, 1}}))
                .hasMessage("Gram matrix: entry (0, 1) = NaN must be finite. Look for exploding losses, "
                        + "or lower the learning rate.");
    }

    @Test
    void new_negativeDiagonal_isRefused() {
        assertThatThrownBy(() -> new GramMatrix(new double[][] {{-1}}))
                .hasMessage("Gram matrix: entry (0, 0) = -1.0 must be at least 0, it is a squared norm. "
                        + "Form the matrix from gradients with ofGradients.");
    }

    @Test
    void new_overflowingTrace_isRefused() {
        assertThatThrownBy(() -> new GramMatrix(new double[][] {{1e308, 0}, {0, 1e308}}))
                .hasMessageContaining("trace = Infinity overflows");
    }

    @Test
    void ofGradients_unequalLengths_isRefused() {
        assertThatThrownBy(() -> GramMatrix.ofGradients(new double[][] {{1, 2}, {1}}))
                .hasMessageContaining("gradient of task 1 has 1 parameters, task 0 has 2");
    }

    @Test
    void times_otherLength_isRefused() {
        assertThatThrownBy(() -> gram.times(new double[2]))
                .hasMessageContaining("length mismatch: 2 weights for 3 tasks");
    }
}
