package io.fulcrum.model.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.contract.LossSettings;
import io.fulcrum.contract.LossSettings.Kind;
import io.fulcrum.contract.TaskType;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskLossTest {
    private static final TaskLoss CROSS_ENTROPY = new TaskLoss.BinaryCrossEntropy();
    private static final TaskLoss SQUARED = new TaskLoss.SquaredError();

    static List<TaskLoss> losses() {
        return List.of(
                CROSS_ENTROPY,
                SQUARED,
                new FocalLoss(0),
                new FocalLoss(0.5),
                new FocalLoss(2),
                new FocalLoss(5),
                new HuberLoss(0.7),
                new HuberLoss(30),
                new SmoothedLabels(CROSS_ENTROPY, 0.1),
                new SmoothedLabels(new FocalLoss(2), 0.3));
    }

    static List<TaskLoss> binary() {
        return losses().stream()
                .filter(loss -> !(loss instanceof HuberLoss || loss instanceof TaskLoss.SquaredError))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(floats = {-1000, -100, -40, -20, -8, -2, -0.5f, 0, 0.25f, 3, 8, 20, 40, 100, 1000})
    void slope_equalsFiniteDifference(float logit) {
        float step = Math.abs(logit) < 16 ? 1f / 1024 : 1f / 128;
        for (TaskLoss loss : losses()) {
            for (float label : new float[] {0, 1, 0.25f}) {
                double expected = (loss.loss(logit + step, label) - loss.loss(logit - step, label)) / (2 * step);
                double slope = loss.slope(logit, label);
                assertThat(slope)
                        .as("%s at %s, label %s", loss, logit, label)
                        .isCloseTo(expected, within(2e-5 * Math.max(1, Math.abs(slope))));
            }
        }
    }

    /** The relative error counts where loss and gradient are nearly 0. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 2, 5})
    void focal_wellPredictedRows_keepTheirDigits(double gamma) {
        TaskLoss focal = new FocalLoss(gamma);
        for (float z : new float[] {20, 40, 60}) {
            // p = s(-z) is exp(-z) to 2e-9, and -log(1 - p) is p: the loss is p^(gamma + 1), its slope -(gamma + 1)
            // times
            double loss = Math.exp(-z * (gamma + 1));
            assertThat(focal.loss(z, 1) / loss).isCloseTo(1, within(1e-7));
            assertThat(focal.loss(-z, 0) / loss).isCloseTo(1, within(1e-7));
            assertThat(focal.slope(z, 1) / (-(gamma + 1) * loss)).isCloseTo(1, within(1e-7));
            assertThat(focal.slope(-z, 0) / ((gamma + 1) * loss)).isCloseTo(1, within(1e-7));
        }
    }

    @ParameterizedTest
    @MethodSource("binary")
    void binaryLosses_anyFiniteLogit_areFinite(TaskLoss loss) {
        for (float logit : new float[] {-Float.MAX_VALUE, -1e30f, -1e4f, -745, 745, 1e4f, 1e30f, Float.MAX_VALUE}) {
            for (float label : new float[] {0, 0.5f, 1}) {
                assertThat(loss.loss(logit, label)).isFinite().isNotNegative();
                assertThat(loss.slope(logit, label)).isFinite();
            }
        }
        assertThat(loss.slope(Float.MAX_VALUE, 0)).isCloseTo(loss.slope(1000, 0), within(1e-12));
    }

    @Test
    void binaryCrossEntropy_hugeLogits_exact() {
        TaskLoss loss = CROSS_ENTROPY;
        assertThat(loss.loss(1e4f, 0)).isEqualTo(1e4);
        assertThat(loss.loss(-1e4f, 1)).isEqualTo(1e4);
        assertThat(loss.loss(1e4f, 1)).isZero();
        assertThat(loss.slope(1e4f, 0)).isEqualTo(1);
        assertThat(loss.slope(-1e4f, 1)).isEqualTo(-1);
        // log(1 + exp(-20)) = 2.06e-9: not clipped at 1e-5
        assertThat(loss.loss(20, 1)).isCloseTo(Math.log1p(Math.exp(-20)), within(1e-18));
    }

    @Test
    void focal_hugeLogitsOfTheWrongSign_areThoseOfCrossEntropy() {
        TaskLoss focal = new FocalLoss(2);
        assertThat(focal.loss(1e4f, 0)).isEqualTo(1e4);
        assertThat(focal.loss(-1e4f, 1)).isEqualTo(1e4);
        assertThat(focal.slope(1e4f, 0)).isEqualTo(1);
        assertThat(focal.slope(-1e4f, 1)).isEqualTo(-1);
    }

    @Test
    void focal_aLogitOfZero_isAQuarterOfCrossEntropyForGammaTwo() {
        // p = 1/2: (1/2)^2 log 2; the slope is -(1/4) (2 (1/2) log 2 + 1/2)
        assertThat(new FocalLoss(2).loss(0, 1)).isCloseTo(Math.log(2) / 4, within(1e-16));
        assertThat(new FocalLoss(2).slope(0, 1)).isCloseTo(-(Math.log(2) + 0.5) / 4, within(1e-16));
    }

    @Test
    void of_gammaZeroAndNoSmoothing_areCrossEntropyToTheBit() {
        LossSettings focal = new LossSettings(Kind.FOCAL, 1, 0, 0);
        assertThat(TaskLoss.of(focal)).isEqualTo(CROSS_ENTROPY);
        TaskLoss zero = new FocalLoss(0);
        TaskLoss unsmoothed = new SmoothedLabels(CROSS_ENTROPY, 0);
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 1000; i++) {
            float logit = (float) random.nextDouble(-30, 30);
            float label = random.nextInt(2);
            assertThat(unsmoothed.loss(logit, label)).isEqualTo(CROSS_ENTROPY.loss(logit, label));
            assertThat(unsmoothed.slope(logit, label)).isEqualTo(CROSS_ENTROPY.slope(logit, label));
            assertThat(zero.loss(logit, label)).isCloseTo(CROSS_ENTROPY.loss(logit, label), within(1e-14));
            assertThat(zero.slope(logit, label)).isCloseTo(CROSS_ENTROPY.slope(logit, label), within(1e-15));
        }
    }

    @Test
    void of_settings_isTheirLoss() {
        assertThat(TaskLoss.of(LossSettings.of(TaskType.BINARY))).isEqualTo(CROSS_ENTROPY);
        assertThat(TaskLoss.of(LossSettings.of(TaskType.REGRESSION))).isEqualTo(SQUARED);
        assertThat(TaskLoss.of(new LossSettings(Kind.HUBER, 1.5, 2, 0))).isEqualTo(new HuberLoss(1.5));
        assertThat(TaskLoss.of(new LossSettings(Kind.FOCAL, 1, 3, 0.2)))
                .isEqualTo(new SmoothedLabels(new FocalLoss(3), 0.2));
    }

    @Test
    void huber_infiniteDelta_isTheSquaredErrorToTheBit() {
        TaskLoss huber = new HuberLoss(Double.POSITIVE_INFINITY);
        SplittableRandom random = new SplittableRandom(6);
        for (int i = 0; i < 1000; i++) {
            float logit = (float) random.nextDouble(-1e6, 1e6);
            float label = (float) random.nextDouble(-10, 10);
            assertThat(huber.loss(logit, label)).isEqualTo(SQUARED.loss(logit, label));
            assertThat(huber.slope(logit, label)).isEqualTo(SQUARED.slope(logit, label));
        }
    }

    @Test
    void huber_atAndBeyondDelta_isALineThatContinuesTheSquare() {
        TaskLoss huber = new HuberLoss(0.5);
        assertThat(huber.loss(1.5f, 1)).isEqualTo(0.25);
        assertThat(huber.slope(1.5f, 1)).isEqualTo(1);
        // 2 (1/2) 3 - (1/2)^2
        assertThat(huber.loss(-2, 1)).isEqualTo(2.75);
        assertThat(huber.slope(-2, 1)).isEqualTo(-1);
        assertThat(huber.slope(Float.MAX_VALUE, 0)).isEqualTo(1);
        assertThat(huber.loss(Float.MAX_VALUE, 0)).isFinite();
    }

    /** Losses linear in the label: the loss of a smoothed label, a float, mixes those of both classes. */
    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.1, 0.5, 0.9})
    void smoothed_loss_isTheMixtureOfBothClasses(double s) {
        for (TaskLoss loss : List.of(CROSS_ENTROPY, new FocalLoss(2))) {
            TaskLoss smoothed = new SmoothedLabels(loss, s);
            for (float logit : new float[] {-50, -3, 0, 0.7f, 12}) {
                for (float label : new float[] {0, 1}) {
                    double expected =
                            (1 - s) * loss.loss(logit, label) + s / 2 * (loss.loss(logit, 0) + loss.loss(logit, 1));
                    double slope =
                            (1 - s) * loss.slope(logit, label) + s / 2 * (loss.slope(logit, 0) + loss.slope(logit, 1));
                    assertThat(smoothed.loss(logit, label)).isCloseTo(expected, within(1e-7 * (1 + Math.abs(logit))));
                    assertThat(smoothed.slope(logit, label)).isCloseTo(slope, within(1e-7));
                }
            }
        }
    }

    @Test
    void meanGradients_unlabelledRows_dividedByLabelledOnes() {
        float[] gradients = {9, 9, 9, 9, 9};
        float[] labels = {0, 1, Float.NaN, 3, 0};
        // rows 1..3: differences 1-1 = 0, unlabelled, 1-3 = -2; sum of squares 4; mean slope -4 / 2
        LossSum sum = SQUARED.meanGradients(new float[] {1, 1, 1, 1, 1}, labels, 1, 3, gradients);
        assertThat(sum).isEqualTo(new LossSum(4, 2));
        assertThat(gradients).containsExactly(9, 0, 0, -2, 9);
    }

    @Test
    void rowGradients_notDivided() {
        float[] gradients = new float[2];
        SQUARED.rowGradients(new float[] {1, 2}, new float[] {0, 0}, 0, 2, gradients);
        assertThat(gradients).containsExactly(2, 4);
    }

    @Test
    void meanGradients_nothingLabelled_zeroAndFinite() {
        float[] gradients = {9};
        LossSum sum = CROSS_ENTROPY.meanGradients(new float[] {1}, new float[] {Float.NaN}, 0, 1, gradients);
        assertThat(sum).isEqualTo(new LossSum(0, 0));
        assertThat(gradients).containsExactly(0);
    }

    @Test
    void meanGradients_weights_divideBySumOfWeights() {
        float[] gradients = {9, 9, 9, 9, 9};
        float[] labels = {0, 1, Float.NaN, 3, 0};
        float[] weights = {9, 3, 5, 2, 9};
        // rows 1..3: differences 0, none, -2; sum 2 * 4; weights 3 + 2; mean slope 2 * -4 / 5
        WeightedRows rows = new WeightedRows(new float[] {1, 1, 1, 1, 1}, labels, weights, 1, 3);
        assertThat(SQUARED.meanGradients(rows, gradients)).isEqualTo(new LossSum(8, 2, 5));
        assertThat(gradients).containsExactly(9, 0, 0, -1.6f, 9);
        assertThat(SQUARED.rowGradients(rows, gradients)).isEqualTo(new LossSum(8, 2, 5));
        assertThat(gradients).containsExactly(9, 0, 0, -8, 9);
    }

    /** Logits and labels of some rows; every fifth row has no label. */
    private record Rows(float[] logits, float[] labels) {
        static Rows random(int count) {
            SplittableRandom random = new SplittableRandom(7);
            float[] logits = new float[count];
            float[] labels = new float[count];
            for (int i = 0; i < count; i++) {
                logits[i] = (float) random.nextDouble(-6, 6);
                labels[i] = i % 5 == 0 ? Float.NaN : random.nextInt(2);
            }
            return new Rows(logits, labels);
        }

        WeightedRows weighted(float[] weights) {
            return new WeightedRows(logits, labels, weights, 0, logits.length);
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void gradients_weightsOfOne_areThoseWithoutWeightsToTheBit(TaskLoss loss) {
        Rows rows = Rows.random(97);
        float[] ones = new float[97];
        Arrays.fill(ones, 1);
        float[] plain = new float[97];
        float[] weighted = new float[97];
        assertThat(loss.meanGradients(rows.weighted(ones), weighted))
                .isEqualTo(loss.meanGradients(rows.logits, rows.labels, 0, 97, plain));
        assertThat(weighted).isEqualTo(plain);
        assertThat(loss.rowGradients(rows.weighted(ones), weighted))
                .isEqualTo(loss.rowGradients(rows.logits, rows.labels, 0, 97, plain));
        assertThat(weighted).isEqualTo(plain);
    }

    @ParameterizedTest
    @MethodSource("losses")
    void gradients_weightOfTwoAndZero_areTheRowTwiceAndNotAtAll(TaskLoss loss) {
        float[] logits = {0.3f, -2, 1.7f};
        float[] labels = {1, 1, 0};
        float[] weighted = new float[3];
        LossSum sum = loss.meanGradients(new WeightedRows(logits, labels, new float[] {2, 0, 1}, 0, 3), weighted);
        float[] twice = new float[3];
        LossSum expected = loss.meanGradients(new float[] {0.3f, 0.3f, 1.7f}, new float[] {1, 1, 0}, 0, 3, twice);
        assertThat(sum.labelled()).isEqualTo(2);
        assertThat(sum.weight()).isEqualTo(3);
        assertThat(sum.sum()).isCloseTo(expected.sum(), within(1e-14));
        assertThat(weighted[0]).isCloseTo(twice[0] + twice[1], within(1e-7f));
        assertThat(weighted[1]).isZero();
        assertThat(weighted[2]).isCloseTo(twice[2], within(1e-7f));
    }

    /** Sums over parts add up to those of the whole, and the mean is of the whole, wherever the rows are cut. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 13, 50, 96, 97})
    void rowGradients_anyCut_addUp(int cut) {
        Rows rows = Rows.random(97);
        float[] weights = new float[97];
        SplittableRandom random = new SplittableRandom(8);
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) Math.max(0, random.nextDouble(-0.2, 3));
        }
        float[] whole = new float[97];
        float[] parts = new float[97];
        LossSum all = CROSS_ENTROPY.rowGradients(rows.weighted(weights), whole);
        LossSum first = CROSS_ENTROPY.rowGradients(new WeightedRows(rows.logits, rows.labels, weights, 0, cut), parts);
        LossSum rest =
                CROSS_ENTROPY.rowGradients(new WeightedRows(rows.logits, rows.labels, weights, cut, 97 - cut), parts);
        assertThat(parts).isEqualTo(whole);
        assertThat(first.labelled() + rest.labelled()).isEqualTo(all.labelled());
        assertThat(first.sum() + rest.sum()).isCloseTo(all.sum(), within(1e-12));
        assertThat(first.weight() + rest.weight()).isCloseTo(all.weight(), within(1e-12));
    }
}
