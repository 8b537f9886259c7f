package io.fulcrum.evaluate;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The few points of a task's plots, kept in the report so that the page can be drawn without the scores. */
public record TaskCurves(List<RocPoint> roc, List<CalibrationBin> calibration, Histogram histogram) {
    public static final TaskCurves NONE = new TaskCurves(List.of(), List.of(), Histogram.NONE);

    public TaskCurves {
        roc = List.copyOf(roc);
        calibration = List.copyOf(calibration);
    }

    /** A point of the ROC curve. */
    public record RocPoint(double falsePositiveRate, double truePositiveRate) {}

    /** Examples of neighbouring predictions: their count, mean prediction and mean label. */
    public record CalibrationBin(long examples, double meanPrediction, double meanLabel) {}

    /** Counts of equal-width bins; the first and last bin also hold what lies outside the edges. */
    public record Histogram(List<Double> edges, Map<String, List<Long>> series) {
        public static final Histogram NONE = new Histogram(List.of(), Map.of());

        public Histogram {
            edges = List.copyOf(edges);
            series = Immutable.copyInOrder(series);
            for (Map.Entry<String, List<Long>> counts : series.entrySet()) {
                if (counts.getValue().size() != edges.size() - 1) {
                    throw new IllegalArgumentException(String.format(
                            Locale.ROOT,
                            "Histogram series \"%s\" has %d counts for %d edges: it must have one fewer than edges. Write it again.",
                            counts.getKey(),
                            counts.getValue().size(),
                            edges.size()));
                }
            }
        }
    }
}
