package io.fulcrum.evaluate;

import io.fulcrum.contract.LabelScale;
import io.fulcrum.evaluate.TaskCurves.CalibrationBin;
import io.fulcrum.evaluate.TaskCurves.Histogram;
import java.util.List;
import java.util.Map;

/** The metric states of a regression task. */
final class RegressionEvaluation extends TaskEvaluation {
    private static final long serialVersionUID = 1L;

    private final LabelScale scale;
    private final RegressionState state;

    RegressionEvaluation(LabelScale scale) {
        super(TaskKind.REGRESSION);
        this.scale = scale;
        state = new RegressionState(scale);
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
        List<CalibrationBin> bins = CalibrationBins.of(rows, settings.calibrationBins()).stream()
                .map(this::unscaled)
                .toList();
        Histogram histogram = ScoreCurves.histogram(rows);
        List<Double> edges = histogram.edges().stream().map(scale::unscaled).toList();
        return new TaskCurves(List.of(), bins, new Histogram(edges, histogram.series()));
    }

    private CalibrationBin unscaled(CalibrationBin bin) {
        return new CalibrationBin(
                bin.examples(), scale.unscaled(bin.meanPrediction()), scale.unscaled(bin.meanLabel()));
    }

    @Override
    public String toString() {
        return "a regression task";
    }
}
