package io.fulcrum.evaluate;

import io.fulcrum.evaluate.TaskCurves.Histogram;
import io.fulcrum.evaluate.TaskCurves.RocPoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Reads the ROC curve and the score histograms off sorted scores. */
final class ScoreCurves {
    static final int ROC_POINTS = 200;
    static final int HISTOGRAM_BINS = 40;

    private ScoreCurves() {}

    /**
     * The curve's corners, thinned to {@value #ROC_POINTS} at most: a corner is kept when the curve has gone its share
     * of the way from (0, 0) to (1, 1), which is 2 long counted along the axes. Empty with one class.
     */
    static List<RocPoint> roc(RankedScores ranked) {
        if (ranked.negativeCount() == 0 || ranked.positiveCount() == 0) {
            return List.of();
        }
        double stride = 2.0 / (ROC_POINTS - 2);
        List<RocPoint> points = new ArrayList<>(List.of(new RocPoint(0, 0)));
        long positives = 0;
        long negatives = 0;
        double reached = 0;
        for (int b = ranked.blocks() - 1; b >= 0; b--) {
            positives += ranked.positives(b);
            negatives += ranked.negatives(b);
            double x = (double) negatives / ranked.negativeCount();
            double y = (double) positives / ranked.positiveCount();
            if (b == 0 || x + y - reached >= stride) {
                points.add(new RocPoint(x, y));
                reached = x + y;
            }
        }
        return points;
    }

    /** Logits by class; the edges leave one example in a thousand outside at either end. */
    static Histogram histogram(RankedScores ranked) {
        float[] sorted = new float[ranked.blocks()];
        long[] upTo = new long[ranked.blocks()];
        long seen = 0;
        for (int b = 0; b < sorted.length; b++) {
            sorted[b] = ranked.score(b);
            seen += (long) ranked.negatives(b) + ranked.positives(b);
            upTo[b] = seen;
        }
        Binning bins =
                Binning.between(sorted[blockOf(upTo, seen / 1000)], sorted[blockOf(upTo, seen - 1 - seen / 1000)]);
        long[] negatives = new long[HISTOGRAM_BINS];
        long[] positives = new long[HISTOGRAM_BINS];
        for (int b = 0; b < sorted.length; b++) {
            int bin = bins.of(sorted[b]);
            negatives[bin] += ranked.negatives(b);
            positives[bin] += ranked.positives(b);
        }
        return histogram(bins, "negatives", negatives, "positives", positives);
    }

    /** Predictions and labels of a regression, cut like the logits; rows as {@link RegressionState#sortedRows()}. */
    static Histogram histogram(long[] rows) {
        FloatColumn both = new FloatColumn();
        for (long row : rows) {
            both.add(label(row));
            both.add(prediction(row));
        }
        float[] sorted = both.sorted();
        Binning bins = Binning.between(sorted[sorted.length / 1000], sorted[sorted.length - 1 - sorted.length / 1000]);
        long[] labels = new long[HISTOGRAM_BINS];
        long[] predictions = new long[HISTOGRAM_BINS];
        for (long row : rows) {
            labels[bins.of(label(row))]++;
            predictions[bins.of(prediction(row))]++;
        }
        return histogram(bins, "labels", labels, "predictions", predictions);
    }

    private static float label(long row) {
        return SortableFloat.decode((int) row);
    }

    private static float prediction(long row) {
        return SortableFloat.decode((int) (row >> 32));
    }

    private static int blockOf(long[] upTo, long rank) {
        int low = 0;
        int high = upTo.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (upTo[middle] > rank) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private static Histogram histogram(Binning bins, String first, long[] one, String second, long[] two) {
        Map<String, List<Long>> series = new LinkedHashMap<>();
        series.put(first, LongStream.of(one).boxed().toList());
        series.put(second, LongStream.of(two).boxed().toList());
        return new Histogram(bins.edges(), series);
    }

    /** Equal-width bins over a range; what lies outside falls into the first or last. */
    private record Binning(double low, double width) {
        static Binning between(double low, double high) {
            return high > low
                    ? new Binning(low, (high - low) / HISTOGRAM_BINS)
                    : new Binning(low - 0.5, 1.0 / HISTOGRAM_BINS);
        }

        int of(double value) {
            return (int) Math.max(0, Math.min(HISTOGRAM_BINS - 1L, (long) Math.floor((value - low) / width)));
        }

        List<Double> edges() {
            List<Double> edges = new ArrayList<>();
            for (int i = 0; i <= HISTOGRAM_BINS; i++) {
                edges.add(low + i * width);
            }
            return edges;
        }
    }
}
