package io.fulcrum.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.evaluate.TaskCurves.RocPoint;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RankedScoresTest {

    private static RankedScores ranked(double[] scores, int[] labels) {
        RankingState state = new RankingState();
        for (int i = 0; i < scores.length; i++) {
            state.add(scores[i], labels[i]);
        }
        return state.read();
    }

    private static double value(MetricValue value) {
        return value.measured().orElseThrow();
    }

    @Test
    void auc_withTies_countsHalf() {
        // Positives 3, 2; negatives 2, 1. Pairs: (3,2) won, (3,1) won, (2,2) tie ½, (2,1) won = 3.5 of 4.
        RankedScores ranked = ranked(new double[] {3, 2, 2, 1}, new int[] {1, 1, 0, 0});
        assertThat(value(ranked.auc())).isEqualTo(0.875);
    }

    @Test
    void auc_allScoresEqual_isOneHalf() {
        assertThat(value(ranked(new double[] {0, -0.0, 0}, new int[] {1, 0, 0}).auc()))
                .isEqualTo(0.5);
    }

    @Test
    void auc_noPositives_isUndefinedWithReason() {
        RankedScores ranked = ranked(new double[] {1, 2}, new int[] {0, 0});
        assertThat(ranked.auc()).isEqualTo(MetricValue.undefined("no positive among 2 examples"));
        assertThat(ranked.averagePrecision()).isEqualTo(MetricValue.undefined("no positive among 2 examples"));
        assertThat(ScoreCurves.roc(ranked)).isEmpty();
    }

    @Test
    void auc_noNegatives_isUndefinedButPrecisionIsOne() {
        RankedScores ranked = ranked(new double[] {1, 2}, new int[] {1, 1});
        assertThat(ranked.auc()).isEqualTo(MetricValue.undefined("no negative among 2 examples"));
        assertThat(value(ranked.averagePrecision())).isEqualTo(1);
    }

    @Test
    void averagePrecision_withTies_takesTheBlockAsOne() {
        // Falling scores: 4 (+) → P 1/1, R 1/2; 3 (−); 2 (+ and −, one block) → P 2/4, R 2/2. Area ½·1 + ½·½ = 0.75.
        RankedScores ranked = ranked(new double[] {4, 3, 2, 2}, new int[] {1, 0, 1, 0});
        assertThat(value(ranked.averagePrecision())).isEqualTo(0.75);
    }

    @Test
    void aucStandardError_fourRows_isDeLongsByHand() {
        // Positives 3, 2; negatives 2, 1; AUC 0.875. V10: 3 beats 2/2 = 1; 2 beats ½+1 of 2 = 0.75.
        // S10 = ((0.125)² + (0.125)²)/(2−1) = 0.03125. V01: negative 2 loses to 3 and half of 2: 1.5/2 = 0.75; 1: 2/2 =
        // 1.
        // S01 = 0.03125. Variance = 0.03125/2 + 0.03125/2 = 0.03125.
        RankedScores ranked = ranked(new double[] {3, 2, 2, 1}, new int[] {1, 1, 0, 0});
        assertThat(value(ranked.aucStandardError())).isCloseTo(Math.sqrt(0.03125), within(1e-15));
    }

    @Test
    void aucStandardError_onePositive_isUndefinedWithReason() {
        assertThat(ranked(new double[] {3, 2, 1}, new int[] {1, 0, 0}).aucStandardError())
                .isEqualTo(MetricValue.undefined("needs two positives and two negatives, has 1 and 2"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void auc_randomTies_equalsAllPairsCounted(long seed) {
        Random random = new Random(seed);
        int n = 40 + random.nextInt(60);
        double[] scores = random.doubles(n).map(u -> Math.floor(u * 12)).toArray();
        int[] labels = random.ints(n, 0, 2).toArray();
        labels[0] = 0;
        labels[1] = 1;
        RankedScores ranked = ranked(scores, labels);
        assertThat(value(ranked.auc())).isCloseTo(pairs(scores, labels), within(1e-15));
        assertThat(value(ranked.aucStandardError())).isCloseTo(deLong(scores, labels), within(1e-14));
    }

    private static double pairs(double[] scores, int[] labels) {
        double won = 0;
        double all = 0;
        for (int i = 0; i < scores.length; i++) {
            for (int j = 0; j < scores.length; j++) {
                if (labels[i] == 1 && labels[j] == 0) {
                    won += wins(scores[i], scores[j]);
                    all++;
                }
            }
        }
        return won / all;
    }

    private static double wins(double positive, double negative) {
        return positive > negative ? 1 : positive == negative ? 0.5 : 0;
    }

    /** DeLong's variance from the definition: sample variances of the structural components. */
    private static double deLong(double[] scores, int[] labels) {
        double auc = pairs(scores, labels);
        double[] squares = new double[2];
        int[] counts = new int[2];
        for (int i = 0; i < scores.length; i++) {
            double sum = 0;
            int others = 0;
            for (int j = 0; j < scores.length; j++) {
                if (labels[j] != labels[i]) {
                    sum += labels[i] == 1 ? wins(scores[i], scores[j]) : wins(scores[j], scores[i]);
                    others++;
                }
            }
            squares[labels[i]] += (sum / others - auc) * (sum / others - auc);
            counts[labels[i]]++;
        }
        return Math.sqrt(squares[0] / (counts[0] - 1) / counts[0] + squares[1] / (counts[1] - 1) / counts[1]);
    }

    @Test
    void aucStandardError_manySamples_agreesWithTheirSpread() {
        Random random = new Random(11);
        int samples = 400;
        double[] aucs = new double[samples];
        double claimed = 0;
        for (int s = 0; s < samples; s++) {
            double[] scores = new double[200];
            int[] labels = new int[200];
            for (int i = 0; i < scores.length; i++) {
                labels[i] = i % 4 == 0 ? 1 : 0;
                scores[i] = random.nextGaussian() + labels[i];
            }
            RankedScores ranked = ranked(scores, labels);
            aucs[s] = value(ranked.auc());
            claimed += value(ranked.aucStandardError()) / samples;
        }
        double mean = Arrays.stream(aucs).average().orElseThrow();
        double spread =
                Math.sqrt(Arrays.stream(aucs).map(a -> (a - mean) * (a - mean)).sum() / (samples - 1));
        assertThat(claimed).isCloseTo(spread, within(0.1 * spread));
    }

    @Test
    void roc_fourRows_isTheStepsWithTiesCut() {
        RankedScores ranked = ranked(new double[] {3, 2, 2, 1}, new int[] {1, 1, 0, 0});
        assertThat(ScoreCurves.roc(ranked))
                .containsExactly(new RocPoint(0, 0), new RocPoint(0, 0.5), new RocPoint(0.5, 1), new RocPoint(1, 1));
    }

    @Test
    void roc_manyRows_isThinnedToTwoHundredPointsAndKeepsTheArea() {
        Random random = new Random(3);
        double[] scores = random.doubles(20_000).toArray();
        int[] labels = new int[20_000];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = random.nextDouble() < scores[i] ? 1 : 0;
        }
        RankedScores ranked = ranked(scores, labels);
        List<RocPoint> roc = ScoreCurves.roc(ranked);
        assertThat(roc).hasSizeBetween(150, ScoreCurves.ROC_POINTS).endsWith(new RocPoint(1, 1));
        double area = 0;
        for (int i = 1; i < roc.size(); i++) {
            area += (roc.get(i).falsePositiveRate() - roc.get(i - 1).falsePositiveRate())
                    * (roc.get(i).truePositiveRate() + roc.get(i - 1).truePositiveRate())
                    / 2;
        }
        assertThat(area).isCloseTo(value(ranked.auc()), within(1e-3));
    }

    @Test
    void add_badRows_areRefused() {
        RankingState state = new RankingState();
        assertThatThrownBy(() -> state.add(Double.NaN, 1))
                .hasMessage(
                        "Score NaN of an example must be a finite float: the model diverged. Evaluate another model.");
        assertThatThrownBy(() -> state.add(0, 0.5))
                .hasMessage("Label 0.5 of a binary task must be 0 or 1 (NaN where"
                        + " unlabelled). Set type = regression for the task, or correct its labels.");
    }
}
