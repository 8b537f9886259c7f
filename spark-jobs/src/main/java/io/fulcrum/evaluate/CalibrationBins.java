package io.fulcrum.evaluate;

import io.fulcrum.evaluate.TaskCurves.CalibrationBin;
import java.util.ArrayList;
import java.util.List;

/**
 * Equal-mass calibration bins, filled in rising order of prediction.
 *
 * <p>A bin closes at the first change of score after its share of the examples, so equal predictions never part and
 * there can be fewer bins than asked for. The expected calibration error is Σ n_b/n |mean prediction - mean label|.
 */
final class CalibrationBins {
    private final long total;
    private final int wanted;
    private final List<CalibrationBin> bins = new ArrayList<>();
    private long seen;
    private long count;
    private double predictionSum;
    private double labelSum;

    private CalibrationBins(long total, int wanted) {
        this.total = total;
        this.wanted = wanted;
    }

    static List<CalibrationBin> of(RankedScores ranked, int wanted) {
        CalibrationBins bins = new CalibrationBins(ranked.negativeCount() + ranked.positiveCount(), wanted);
        for (int b = 0; b < ranked.blocks(); b++) {
            bins.add(
                    (long) ranked.negatives(b) + ranked.positives(b),
                    LogLossState.sigmoid(ranked.score(b)),
                    ranked.positives(b));
            bins.closeIfFull();
        }
        return List.copyOf(bins.bins);
    }

    /** Rows are longs of sortable prediction (high half) and sortable label (low half), sorted. */
    static List<CalibrationBin> of(long[] rows, int wanted) {
        CalibrationBins bins = new CalibrationBins(rows.length, wanted);
        for (int i = 0; i < rows.length; i++) {
            bins.add(1, SortableFloat.decode((int) (rows[i] >> 32)), SortableFloat.decode((int) rows[i]));
            if (i + 1 == rows.length || rows[i + 1] >> 32 != rows[i] >> 32) {
                bins.closeIfFull();
            }
        }
        return List.copyOf(bins.bins);
    }

    static double expectedError(List<CalibrationBin> bins) {
        double error = 0;
        long examples = 0;
        for (CalibrationBin bin : bins) {
            error += bin.examples() * Math.abs(bin.meanPrediction() - bin.meanLabel());
            examples += bin.examples();
        }
        return error / examples;
    }

    private void add(long examples, double prediction, double labels) {
        seen += examples;
        count += examples;
        predictionSum += examples * prediction;
        labelSum += labels;
    }

    private void closeIfFull() {
        if (seen * wanted >= (bins.size() + 1) * total || seen == total) {
            bins.add(new CalibrationBin(count, predictionSum / count, labelSum / count));
            count = 0;
            predictionSum = 0;
            labelSum = 0;
        }
    }
}
