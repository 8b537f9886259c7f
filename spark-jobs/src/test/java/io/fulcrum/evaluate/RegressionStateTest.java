package io.fulcrum.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.contract.LabelScale;
import io.fulcrum.evaluate.TaskCurves.CalibrationBin;
import org.junit.jupiter.api.Test;

class RegressionStateTest {

    private static RegressionState threeRows() {
        // Errors 1, −2, 3.
        RegressionState state = new RegressionState();
        state.add(2, 1);
        state.add(0, 2);
        state.add(6, 3);
        return state;
    }

    @Test
    void readOut_threeRows_isByHand() {
        RegressionState state = threeRows();
        assertThat(state.rmse()).isEqualTo(Math.sqrt(14 / 3.0)); // (1 + 4 + 9)/3
        assertThat(state.meanAbsoluteError()).isEqualTo(2); // (1 + 2 + 3)/3
        assertThat(state.meanLabel()).isEqualTo(2);
        assertThat(state.calibration().measured()).hasValue(8 / 6.0);
    }

    @Test
    void rmseStandardError_threeRows_isTheDeltaMethod() {
        // Squares 1, 4, 9: mean 14/3, sample variance ((−11/3)² + (−2/3)² + (13/3)²)/2 = 294/9/2 = 49/3.
        // Error of the mean √(49/3/3) = 7/3, over 2·√(14/3).
        assertThat(threeRows().rmseStandardError().measured().orElseThrow())
                .isCloseTo(7 / 3.0 / (2 * Math.sqrt(14 / 3.0)), within(1e-14));
    }

    @Test
    void calibrationBins_byPrediction_holdMeans() {
        // Sorted by prediction: (0, label 2), (2, label 1) | (6, label 3): the first of two bins closes at 1.5 of 3
        // rows.
        assertThat(CalibrationBins.of(threeRows().sortedRows(), 2))
                .containsExactly(new CalibrationBin(2, 1, 1.5), new CalibrationBin(1, 6, 3));
    }

    @Test
    void readOut_labelsFarFromZero_isThatOfTheSameLabelsNearZero() {
        double base = 1.7e9;
        TaskEvaluation far = TaskEvaluation.regression(new LabelScale(base, 5));
        TaskEvaluation near = TaskEvaluation.regression(new LabelScale(0, 5));
        double[][] rows = {{2, 1}, {0, 2}, {6, 3}};
        for (double[] row : rows) {
            far.add(base + row[0], base + row[1], 0);
            near.add(row[0], row[1], 0);
        }
        TaskMetrics farMetrics = far.read(EvaluationSettings.DEFAULT);
        assertThat(farMetrics.value(Metric.RMSE)).hasValue(Math.sqrt(14 / 3.0));
        assertThat(farMetrics.value(Metric.MAE)).hasValue(2);
        assertThat(farMetrics.value(Metric.MEAN_LABEL)).hasValue(base + 2);
        TaskCurves curves = near.read(EvaluationSettings.DEFAULT).curves();
        for (int bin = 0; bin < curves.calibration().size(); bin++) {
            assertThat(farMetrics.curves().calibration().get(bin).meanLabel() - base)
                    .isCloseTo(curves.calibration().get(bin).meanLabel(), within(1e-6));
        }
        for (int edge = 0; edge < curves.histogram().edges().size(); edge++) {
            assertThat(farMetrics.curves().histogram().edges().get(edge) - base)
                    .isCloseTo(curves.histogram().edges().get(edge), within(1e-6));
        }
    }

    @Test
    void readOut_degenerate_isUndefinedWithReason() {
        RegressionState state = new RegressionState();
        state.add(-1, 0);
        assertThat(state.calibration()).isEqualTo(MetricValue.undefined("the labels sum to 0"));
        assertThat(state.rmseStandardError()).isEqualTo(MetricValue.undefined("needs two examples, has 1"));
    }

    @Test
    void add_infiniteLabel_isRefused() {
        assertThatThrownBy(() -> new RegressionState().add(0, Double.POSITIVE_INFINITY))
                .hasMessage("Label Infinity of a regression task must be finite (NaN where unlabelled). Correct its "
                        + "labels.");
    }
}
