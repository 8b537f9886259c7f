package io.fulcrum.model.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.model.OneRow;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class UpdateRuleTest {
    private static final int WIDTH = 5;
    private static final Offset<Double> ROUNDING = within(1e-5);
    private static final UpdateRule.Adam ADAM = new UpdateRule.Adam(0.9, 0.99, 1e-3);

    /** A rule in double, dense and by the book. */
    private interface Reference {
        double move(int i, double gradient, double rate, long step);
    }

    private static Reference adam(double beta1, double beta2, double epsilon) {
        double[] m = new double[WIDTH];
        double[] v = new double[WIDTH];
        return (i, gradient, rate, step) -> {
            m[i] = beta1 * m[i] + (1 - beta1) * gradient;
            v[i] = beta2 * v[i] + (1 - beta2) * gradient * gradient;
            double mHat = m[i] / (1 - Math.pow(beta1, step));
            double vHat = v[i] / (1 - Math.pow(beta2, step));
            return rate * mHat / (Math.sqrt(vHat) + epsilon);
        };
    }

    private static Reference adagrad(double epsilon) {
        double[] sums = new double[WIDTH];
        return (i, gradient, rate, step) -> {
            sums[i] += gradient * gradient;
            return rate * gradient / (Math.sqrt(sums[i]) + epsilon);
        };
    }

    /**
     * As the paper's algorithm 1 has it, with z itself; the proximal terms of a changing rate as its equation 2 says.
     */
    private static Reference ftrl(double beta, double l1, double l2) {
        double[] z = new double[WIDTH];
        double[] n = new double[WIDTH];
        double[] w = new double[WIDTH];
        double[] pulls = new double[WIDTH];
        return (i, gradient, rate, step) -> {
            n[i] += gradient * gradient;
            double pull = (beta + Math.sqrt(n[i])) / rate;
            z[i] += gradient - (pull - pulls[i]) * w[i];
            pulls[i] = pull;
            double before = w[i];
            w[i] = Math.abs(z[i]) <= l1 ? 0 : -(z[i] - Math.signum(z[i]) * l1) / (pull + l2);
            return before - w[i];
        };
    }

    private static UpdateRule.Row row(int offset, UpdateRule rule) {
        UpdateRule.Row row = new UpdateRule.Row();
        row.width = WIDTH;
        row.at = offset;
        row.values = new float[WIDTH + 2 * offset];
        row.stateAt = 2 * offset;
        row.state = new float[rule.stateWidth(WIDTH) + 3 * offset];
        row.gradientAt = offset;
        row.gradient = new float[WIDTH + offset];
        return row;
    }

    private static void draw(SplittableRandom random, UpdateRule.Row row) {
        for (int i = 0; i < WIDTH; i++) {
            row.gradient[row.gradientAt + i] = (float) random.nextDouble(-2, 2);
        }
    }

    static Stream<Arguments> rules() {
        return Stream.of(
                Arguments.of(new UpdateRule.Sgd(), (Reference) (i, gradient, rate, step) -> rate * gradient),
                Arguments.of(new UpdateRule.Adagrad(1e-3), adagrad(1e-3)),
                Arguments.of(ADAM, adam(0.9, 0.99, 1e-3)),
                Arguments.of(new UpdateRule.Ftrl(0.5, 0, 0), ftrl(0.5, 0, 0)),
                Arguments.of(new UpdateRule.Ftrl(1, 0.7, 0.3), ftrl(1, 0.7, 0.3)),
                Arguments.of(new UpdateRule.Adam(0, 0.999, 1e-8), adam(0, 0.999, 1e-8)));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void update_everyStep_followsTheReferenceInDouble(UpdateRule rule, Reference reference) {
        SplittableRandom random = new SplittableRandom(4);
        UpdateRule.Row row = row(3, rule);
        double[] expected = new double[WIDTH];
        for (int step = 1; step <= 50; step++) {
            draw(random, row);
            double rate = 0.1 / step;
            OneRow.update(rule, row, rate, step);
            for (int i = 0; i < WIDTH; i++) {
                expected[i] -= reference.move(i, row.gradient[row.gradientAt + i], rate, step);
                assertThat((double) row.values[row.at + i]).isCloseTo(expected[i], ROUNDING);
            }
        }
        assertThat(new float[] {row.values[0], row.values[2], row.values[WIDTH + 3], row.state[0], row.state[5]})
                .as("outside the row")
                .containsOnly(0f);
    }

    @Test
    void update_adamRowAwayForSomeSteps_hasTheMomentsOfDenseAdam() {
        SplittableRandom random = new SplittableRandom(5);
        UpdateRule.Row lazy = row(0, ADAM);
        double[] m = new double[WIDTH];
        double[] v = new double[WIDTH];
        for (int step = 1; step <= 40; step++) {
            boolean present = step % 7 == 3 || step > 36;
            draw(random, lazy);
            for (int i = 0; i < WIDTH; i++) {
                double gradient = present ? lazy.gradient[i] : 0;
                m[i] = 0.9 * m[i] + 0.1 * gradient;
                v[i] = 0.99 * v[i] + 0.01 * gradient * gradient;
            }
            if (present) {
                float[] before = lazy.values.clone();
                OneRow.update(ADAM, lazy, 0.1, step);
                for (int i = 0; i < WIDTH; i++) {
                    assertThat((double) lazy.state[i]).isCloseTo(m[i], ROUNDING);
                    assertThat((double) lazy.state[WIDTH + i]).isCloseTo(v[i], ROUNDING);
                    double moved = 0.1
                            * m[i]
                            / (1 - Math.pow(0.9, step))
                            / (Math.sqrt(v[i] / (1 - Math.pow(0.99, step))) + 1e-3);
                    assertThat((double) (before[i] - lazy.values[i])).isCloseTo(moved, ROUNDING);
                }
                assertThat(lazy.state[2 * WIDTH]).isEqualTo(step);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void update_zeroGradientAtTheStart_movesNothing(UpdateRule rule, Reference reference) {
        UpdateRule.Row row = row(0, rule);
        OneRow.update(rule, row, 0.1, 1);

        assertThat(row.values).containsOnly(0f);
    }

    /**
     * α = 0.5, β = 1, λ1 = 0.5, λ2 = 1 from w = 0. g = 2: n = 4, z = 2, w = -(2 - 0.5) / ((1 + 2) / 0.5 + 1) = -1.5 /
     * 7. g = -1.5: n = 6.25, σ = (2.5 - 2) / 0.5 = 1, z = 2 - 1.5 + 1.5 / 7 = 5 / 7, w = -(5 / 7 - 0.5) / (3.5 / 0.5 +
     * 1). g = 0: z and n stay, so w stays. g = -0.5: n = 6.5, σ = 2 (√6.5 - 2.5), z = 5 / 7 - 0.5 - σ w, within λ1, so
     * w = 0.
     */
    @Test
    void update_ftrl_isTheTableByHand() {
        UpdateRule ftrl = new UpdateRule.Ftrl(1, 0.5, 1);
        UpdateRule.Row row = row(0, ftrl);
        double[] gradients = {2, -1.5, 0, -0.5};
        double second = -(5 / 7.0 - 0.5) / 8;
        double[] expected = {-1.5 / 7, second, second, 0};
        for (int step = 0; step < gradients.length; step++) {
            row.gradient[1] = (float) gradients[step];
            OneRow.update(ftrl, row, 0.5, step + 1);
            assertThat((double) row.values[1]).isCloseTo(expected[step], within(1e-6));
        }
        assertThat(Float.floatToRawIntBits(row.values[1]))
                .as("a zero without a sign")
                .isZero();
        assertThat((double) row.state[WIDTH + 1]).isEqualTo(6.5);
    }

    @Test
    void update_ftrlWithoutPenaltyFromAnyValue_isAdagradThatStartsAtBeta() {
        SplittableRandom random = new SplittableRandom(6);
        UpdateRule ftrl = new UpdateRule.Ftrl(2, 0, 0);
        UpdateRule.Row row = row(0, ftrl);
        double[] expected = new double[WIDTH];
        double[] sums = new double[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            expected[i] = i - 2.25;
            row.values[i] = (float) expected[i];
        }
        for (int step = 1; step <= 40; step++) {
            draw(random, row);
            OneRow.update(ftrl, row, 0.3, step);
            for (int i = 0; i < WIDTH; i++) {
                sums[i] += row.gradient[i] * row.gradient[i];
                expected[i] -= 0.3 * row.gradient[i] / (2 + Math.sqrt(sums[i]));
                assertThat((double) row.values[i]).isCloseTo(expected[i], within(2e-5));
            }
        }
    }

    @Test
    void update_ftrlWithALargeL1_givesZeros() {
        UpdateRule ftrl = new UpdateRule.Ftrl(1, 100, 0);
        UpdateRule.Row row = row(0, ftrl);
        row.values[2] = 0.05f;
        row.gradient[2] = 0.5f;
        OneRow.update(ftrl, row, 0.1, 1);

        assertThat(row.values).containsOnly(0f);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void update_rowLongerThanTheLanes_equalsShortRowsToTheBit(UpdateRule rule, Reference reference) {
        int width = 2 * UpdateLanes.SIZE + 7;
        SplittableRandom random = new SplittableRandom(9);
        UpdateRule.Row whole = OneRow.of(rule, width);
        UpdateRule.Row[] parts = new UpdateRule.Row[width];
        for (int i = 0; i < width; i += 401) {
            parts[i] = row(0, rule);
        }
        for (int step = 1; step <= 3; step++) {
            for (int i = 0; i < width; i++) {
                whole.gradient[i] = (float) random.nextDouble(-1, 1);
            }
            OneRow.update(rule, whole, 0.1, step);
            for (int i = 0; i < width; i += 401) {
                parts[i].gradient[0] = whole.gradient[i];
                OneRow.update(rule, parts[i], 0.1, step);
                assertThat(whole.values[i]).as("at %d", i).isEqualTo(parts[i].values[0]);
            }
        }
    }

    @Test
    void update_ftrlAtARateOfZero_movesNothing() {
        UpdateRule ftrl = new UpdateRule.Ftrl(1, 0.1, 0.1);
        UpdateRule.Row row = row(0, ftrl);
        row.values[2] = 0.25f;
        row.gradient[2] = 0.5f;
        OneRow.update(ftrl, row, 0, 1);

        assertThat(row.values[2]).isEqualTo(0.25f);
        assertThat(row.state).containsOnly(0f);
    }

    @Test
    void stateWidth_ofEachRule_isWhatItKeeps() {
        assertThat(new UpdateRule.Sgd().stateWidth(8)).isZero();
        assertThat(new UpdateRule.Adagrad(1e-8).stateWidth(8)).isEqualTo(8);
        assertThat(ADAM.stateWidth(8)).isEqualTo(17);
        assertThat(new UpdateRule.Ftrl(1, 0, 0).stateWidth(8)).isEqualTo(16);
    }

    /** The last step of a row is a broken number where it is the mean of several workers' rows. */
    @Test
    void adam_rowAwayForABrokenNumberOfSteps_leavesOtherRowsTheirDecay() {
        UpdateLanes lanes = new UpdateLanes(2);
        UpdateRule.Move move = ADAM.moves();
        move.start(0.1, 10);
        move.arrive(new float[] {7.5f}, 0, lanes, 0, 1);
        move.arrive(new float[] {8}, 0, lanes, 1, 1);
        assertThat(lanes.firstDecay[0]).isEqualTo((float) Math.pow(0.9, 2.5));
        assertThat(lanes.firstDecay[1]).isEqualTo((float) Math.pow(0.9, 2));
    }
}
