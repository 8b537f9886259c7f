package io.fulcrum.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.evaluate.TaskCurves.CalibrationBin;
import io.fulcrum.evaluate.TaskCurves.Histogram;
import java.util.List;
import org.junit.jupiter.api.Test;

class CalibrationBinsTest {

    private static RankedScores ranked(double[][] rows) {
        RankingState state = new RankingState();
        for (double[] row : rows) {
            state.add(row[0], row[1]);
        }
        return state.read();
    }

    @Test
    void of_tiesAcrossTheBorder_stayTogether() {
        // Logits −20, 0, 0, 0: the border after two of four rows lies inside the tie, which all goes to the first bin.
        List<CalibrationBin> bins = CalibrationBins.of(ranked(new double[][] {{-20, 0}, {0, 1}, {0, 1}, {0, 0}}), 2);
        assertThat(bins).hasSize(1);
        assertThat(bins.get(0).examples()).isEqualTo(4);
        assertThat(bins.get(0).meanLabel()).isEqualTo(0.5);
    }

    @Test
    void expectedError_twoBins_isByHand() {
        // Bin 1: two rows at p = ½, one positive: error 0. Bin 2: two rows at p ≈ 1 (logit 40), one positive: error ½.
        // ECE = 2/4·0 + 2/4·½ = ¼.
        List<CalibrationBin> bins = CalibrationBins.of(ranked(new double[][] {{0, 1}, {0, 0}, {40, 1}, {40, 0}}), 2);
        assertThat(bins).hasSize(2);
        assertThat(CalibrationBins.expectedError(bins)).isCloseTo(0.25, within(1e-15));
    }

    @Test
    void of_fewerRowsThanBins_givesABinEach() {
        assertThat(CalibrationBins.of(ranked(new double[][] {{0, 1}, {1, 0}}), 15))
                .hasSize(2);
    }

    @Test
    void histogram_allScoresEqual_fallsIntoOneBin() {
        Histogram histogram = ScoreCurves.histogram(ranked(new double[][] {{2, 1}, {2, 0}, {2, 0}}));
        assertThat(histogram.series().get("negatives")).contains(2L).hasSize(ScoreCurves.HISTOGRAM_BINS);
        assertThat(histogram.series().get("positives").stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(1);
    }

    @Test
    void histogram_anyRows_countsEveryExampleOnce() {
        RankingState state = new RankingState();
        Row.binary(4, 3000).forEach(row -> state.add(row.score() == 2 ? 1e6 : row.score(), row.label()));
        Histogram histogram = ScoreCurves.histogram(state.read());
        assertThat(histogram.series().values().stream()
                        .flatMap(List::stream)
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(3000);
    }
}
