package io.fulcrum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskLossTest {

    private static final List<TaskLoss> LOSSES =
            List.of(new TaskLoss.BinaryCrossEntropy(), new TaskLoss.SquaredError());

    @ParameterizedTest
    @ValueSource(floats = {-8, -2, -0.5f, 0, 0.25f, 3, 8})
    void slope_equalsFiniteDifference(float logit) {
        for (TaskLoss loss : LOSSES) {
            for (float label : new float[] {0, 1, 0.25f}) {
                float step = 1f / 1024;
                double expected = (loss.loss(logit + step, label) - loss.loss(logit - step, label)) / (2 * step);
                assertThat(loss.slope(logit, label)).isCloseTo(expected, within(1e-6));
            }
        }
    }

    @Test
    void binaryCrossEntropy_hugeLogits_exact() {
        TaskLoss loss = new TaskLoss.BinaryCrossEntropy();
        assertThat(loss.loss(1e4f, 0)).isEqualTo(1e4);
        assertThat(loss.loss(-1e4f, 1)).isEqualTo(1e4);
        assertThat(loss.loss(1e4f, 1)).isZero();
        assertThat(loss.slope(1e4f, 0)).isEqualTo(1);
        assertThat(loss.slope(-1e4f, 1)).isEqualTo(-1);
        // log(1 + exp(-20)) = 2.06e-9: not clipped at 1e-5
        assertThat(loss.loss(20, 1)).isCloseTo(Math.log1p(Math.exp(-20)), within(1e-18));
    }

    @Test
    void meanGradients_unlabelledRows_dividedByLabelledOnes() {
        float[] gradients = {9, 9, 9, 9, 9};
        float[] labels = {0, 1, Float.NaN, 3, 0};
        // rows 1..3: differences 1-1 = 0, unlabelled, 1-3 = -2; sum of squares 4; mean slope -4 / 2
        LossSum sum = new TaskLoss.SquaredError().meanGradients(new float[] {1, 1, 1, 1, 1}, labels, 1, 3, gradients);
        assertThat(sum).isEqualTo(new LossSum(4, 2));
        assertThat(gradients).containsExactly(9, 0, 0, -2, 9);
    }

    @Test
    void rowGradients_notDivided() {
        float[] gradients = new float[2];
        new TaskLoss.SquaredError().rowGradients(new float[] {1, 2}, new float[] {0, 0}, 0, 2, gradients);
        assertThat(gradients).containsExactly(2, 4);
    }

    @Test
    void meanGradients_nothingLabelled_zeroAndFinite() {
        float[] gradients = {9};
        LossSum sum = new TaskLoss.BinaryCrossEntropy()
                .meanGradients(new float[] {1}, new float[] {Float.NaN}, 0, 1, gradients);
        assertThat(sum).isEqualTo(new LossSum(0, 0));
        assertThat(gradients).containsExactly(0);
    }
}
