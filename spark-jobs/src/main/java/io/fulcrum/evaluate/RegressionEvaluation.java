package io.fulcrum.evaluate;

import java.util.List;
import java.util.Map;

/** The metric states of a regression task. */
final class RegressionEvaluation extends TaskEvaluation {
    private static final long serialVersionUID = 1L;

    private final RegressionState state = new RegressionState();

    RegressionEvaluation() {
        super(TaskKind.REGRESSION);
    }

    @Override
    public long examples() {
        return state.examples();
    }

    @Override
    void addLabelled(double prediction, double label, long group) {
        state.add(prediction, label);
    }

    @Override
    void mergeLabelled(TaskEvaluation other) {
        if (!(other instanceof RegressionEvaluation regression)) {
            throw differs(other);
        }
        state.merge(regression.state);
    }

    @Override
    TaskCurves measure(Map<Metric, MetricValue> values, EvaluationSettings settings) {
        long[] rows = state.sortedRows();
        values.put(Metric.RMSE, MetricValue.of(state.rmse()));
        values.put(Metric.RMSE_STANDARD_ERROR, state.rmseStandardError());
        values.put(Metric.MAE, MetricValue.of(state.meanAbsoluteError()));
        values.put(Metric.MEAN_LABEL, MetricValue.of(state.meanLabel()));
        values.put(Metric.CALIBRATION, state.calibration());
        return new TaskCurves(
                List.of(), CalibrationBins.of(rows, settings.calibrationBins()), ScoreCurves.histogram(rows));
    }

    @Override
    public String toString() {
        return "a regression task";
    }
}
