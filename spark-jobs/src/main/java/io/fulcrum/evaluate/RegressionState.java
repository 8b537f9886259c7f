package io.fulcrum.evaluate;

import io.fulcrum.contract.LabelScale;
import java.io.Serializable;
import java.util.Arrays;

/**
 * Predictions and labels of a regression task with the sums of their errors. Errors are computed in 64 bits in the
 * label's unit; the rows behind the curves are kept as floats in the scale's units.
 */
public final class RegressionState implements Serializable {
    private static final long serialVersionUID = 1L;

    private final LabelScale scale;
    private final FloatColumn predictions = new FloatColumn();
    private final FloatColumn labels = new FloatColumn();
    private final ExactSum squaredErrors = new ExactSum();
    private final ExactSum fourthPowers = new ExactSum();
    private final ExactSum absoluteErrors = new ExactSum();
    private final ExactSum predictionSum = new ExactSum();
    private final ExactSum labelSum = new ExactSum();

    /** Makes an empty state that keeps rows in the label's unit. */
    public RegressionState() {
        this(LabelScale.IDENTITY);
    }

    /** Makes an empty state that keeps rows in the scale's units. */
    public RegressionState(LabelScale scale) {
        this.scale = scale;
    }

    /** Adds a row's prediction and label, both in the label's unit. */
    public void add(double prediction, double label) {
        float kept = Inputs.score(scale.scaled(prediction));
        double error = prediction - Inputs.finiteLabel(label);
        predictions.add(kept);
        labels.add(scale.scaled(label));
        squaredErrors.add(error * error);
        fourthPowers.add(error * error * error * error);
        absoluteErrors.add(Math.abs(error));
        predictionSum.add(prediction);
        labelSum.add(label);
    }

    public void merge(RegressionState other) {
        predictions.append(other.predictions);
        labels.append(other.labels);
        squaredErrors.merge(other.squaredErrors);
        fourthPowers.merge(other.fourthPowers);
        absoluteErrors.merge(other.absoluteErrors);
        predictionSum.merge(other.predictionSum);
        labelSum.merge(other.labelSum);
    }

    public long examples() {
        return predictions.size();
    }

    public double rmse() {
        return Math.sqrt(squaredErrors.value() / checkedExamples());
    }

    /** Standard error of the RMSE by the delta method: that of the mean squared error over twice the RMSE. */
    public MetricValue rmseStandardError() {
        long n = checkedExamples();
        double meanSquare = squaredErrors.value() / n;
        if (n < 2 || meanSquare == 0) {
            return MetricValue.undefined(n < 2 ? "needs two examples, has 1" : "every prediction is exact");
        }
        double variance = Math.max(0, fourthPowers.value() / n - meanSquare * meanSquare) * n / (n - 1);
        return MetricValue.of(Math.sqrt(variance / n) / (2 * Math.sqrt(meanSquare)));
    }

    public double meanAbsoluteError() {
        return absoluteErrors.value() / checkedExamples();
    }

    public double meanLabel() {
        return labelSum.value() / checkedExamples();
    }

    /** Sum of predictions over sum of labels: 1 is calibrated, above 1 predicts too much. */
    public MetricValue calibration() {
        checkedExamples();
        return labelSum.value() == 0
                ? MetricValue.undefined("the labels sum to 0")
                : MetricValue.of(predictionSum.value() / labelSum.value());
    }

    /** Rows in the scale's units as longs that sort by prediction, then label. */
    long[] sortedRows() {
        checkedExamples();
        long[] rows = new long[predictions.size()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (long) SortableFloat.encode(predictions.at(i)) << 32
                    | SortableFloat.encode(labels.at(i)) & 0xFFFF_FFFFL;
        }
        Arrays.parallelSort(rows);
        return rows;
    }

    private long checkedExamples() {
        Inputs.notEmpty(examples(), "Regression state");
        return examples();
    }
}
