package io.fulcrum.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.balance.Evidence;
import io.fulcrum.balance.ProbeOptions;
import io.fulcrum.model.embedding.RowRecords;
import io.fulcrum.model.loss.TaskSums;
import io.fulcrum.train.exchange.ExactFloats;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SamplingSumsTest {
    private static TaskSums batch(long... labelled) {
        return new TaskSums(new double[labelled.length], labelled, 10);
    }

    /**
     * One task, batches (3, 0) of 1 row and (1, 4) of 3: Σ ‖s‖² / n = 9 + 17 / 3, ‖Σs‖² / Σn = (16 + 16) / 4 = 8, so
     * τ = (44 / 3 − 8) / 1 = 20 / 3, and the mean (1, 1) of squared length 2 has the variance 5 / 3: 5 / 6 of it.
     */
    @Test
    void relativeVariance_twoBatches_isThatBetweenThem() {
        SamplingSums sums = new SamplingSums(1);
        sums.add(batch(1), GradientSums.of(new double[][] {{3, 0}}));
        SamplingSums other = new SamplingSums(1);
        other.add(batch(3), GradientSums.of(new double[][] {{1, 4}}));
        sums.merge(other);
        assertThat(sums.relativeVariance(GradientSums.of(new double[][] {{4, 4}}), new double[] {4})[0])
                .isCloseTo(5 / 6.0, within(1e-15));
    }

    @Test
    void relativeVariance_fewerThanTwoBatchesWithLabels_isNotKnown() {
        SamplingSums sums = new SamplingSums(2);
        sums.add(batch(2, 0), GradientSums.of(new double[][] {{3}, {0}}));
        sums.add(batch(0, 0), GradientSums.of(new double[][] {{0}, {0}}));
        assertThat(sums.relativeVariance(GradientSums.of(new double[][] {{3}, {0}}), new double[] {2, 0}))
                .containsExactly(0, 0);
    }

    /** Rows of mean (1, 0, 0) and variance 3 · 2²: the variance of the mean of n rows is 12 / n. */
    @Test
    void relativeVariance_seededRows_isUnbiased() {
        Random random = new Random(4);
        double mean = 0;
        int trials = 4000;
        for (int trial = 0; trial < trials; trial++) {
            SamplingSums sums = new SamplingSums(1);
            double[] total = new double[3];
            for (int batch = 0; batch < 4; batch++) {
                double[] sum = new double[3];
                for (int row = 0; row < 5; row++) {
                    for (int p = 0; p < 3; p++) {
                        sum[p] += (p == 0 ? 1 : 0) + 2 * random.nextGaussian();
                    }
                }
                sums.add(batch(5), GradientSums.of(new double[][] {sum}));
                for (int p = 0; p < 3; p++) {
                    total[p] += sum[p];
                }
            }
            double squared = (total[0] * total[0] + total[1] * total[1] + total[2] * total[2]) / 400;
            mean += squared
                    * sums.relativeVariance(GradientSums.of(new double[][] {total}), new double[] {20})[0]
                    / trials;
        }
        assertThat(mean).isCloseTo(12 / 20.0, within(0.03));
    }

    /** The factor 1 − 5/6 of task 0 on both sides of its products; task 1 is exact. */
    @Test
    void of_shrink_scalesGradientsByTheirReliability() {
        ProbeSettings settings = new ProbeSettings(
                Set.of(Evidence.GRAM, Evidence.COORDINATES), new ProbeOptions(ProbeOptions.Of.SHARED, 1, 0));
        RoundState state = new RoundState(2, new ProbeState(2, 2, 1));
        state.probe().add(0, batch(1, 1), GradientSums.of(new double[][] {{3, 0}, {2, 0}}));
        state.probe().add(1, batch(3, 1), GradientSums.of(new double[][] {{1, 4}, {2, 0}}));
        state.addStep(batch(1, 1));
        state.finish(new ExactFloats(new float[] {1}), ExactFloats.NONE, RowRecords.none());
        ProbeResult probe = RoundResult.of(state, settings).probe();
        assertThat(probe.gram()[0][0]).isCloseTo(2 / 36.0, within(1e-15));
        assertThat(probe.gram()[0][1]).isCloseTo(2 / 6.0, within(1e-15));
        assertThat(probe.gram()[1][1]).isEqualTo(4);
        assertThat(probe.detail().gradients()[0]).containsExactly(new double[] {1 / 6.0, 1 / 6.0}, within(1e-15));
    }
}
