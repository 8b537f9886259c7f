package io.fulcrum.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FamoTest {
    private static final Famo FAMO = new Famo(0.025, 1e-3);

    private static Coefficients weigh(BalancerState memory, double[] before, double... after) {
        RoundContext.Address address = new RoundContext.Address(1, 1, 1);
        return FAMO.weigh(Answers.with(
                new ProbeDetail(after, new double[0][], new double[0][]), Answers.context(memory, before, address)));
    }

    /** Values of a Python program that multiplies out the Jacobian of the softmax entry by entry. */
    @Test
    void weigh_twoRounds_hasTheValuesOfAnIndependentComputation() {
        Coefficients first = weigh(FAMO.start(3), new double[] {0.5, 0.2, 1.5}, 0.45, 0.19, 1.2);
        assertThat(first.values())
                .containsExactly(
                        new double[] {0.2684468513997677, 0.6357951904875799, 0.09575795811265234}, within(1e-13));
        Coefficients second = weigh(first.memory(), new double[] {0.44, 0.2, 1.3}, 0.42, 0.1, 1.25);
        assertThat(second.values())
                .containsExactly(
                        new double[] {0.18623709022701862, 0.7548280384338003, 0.058934871339180975}, within(1e-13));
    }

    /**
     * By hand. First (1, 1) → (½, 1): δ = (log 2, 0), the gradient is z_1 z_2 log 2 = log 2 / 4 and its opposite, and
     * Adam's first move is the learning rate: ξ = ∓0.025, so z_1 / z_2 = e^−0.05 and the weights are as 2 e^−0.05 to 1.
     * Then (½, 1) → (½, ½): z = 1 / (1 + e^±0.05), the gradient is ∓ z_1 z_2 log 2 = ∓0.1731785, the moments are
     * (0.9 · 0.1 · 0.1732868 − 0.1 · 0.1731785) / 0.19 = −0.0090633 and the root of (0.999 · 0.0300283 + 0.0299908) /
     * 1.999 = 0.0300096, so ξ moves back by 0.025 · 0.0090633 / 0.1732327 = 0.0013080, and z_1 / z_2 = e^−0.0473840.
     */
    @Test
    void weigh_twoMovesOfAdam_areThoseOfTheArithmetic() {
        Famo famo = new Famo(0.025, 0);
        RoundContext.Address address = new RoundContext.Address(1, 1, 1);
        ProbeDetail firstDetail = new ProbeDetail(new double[] {0.5, 1}, new double[0][], new double[0][]);
        Coefficients first =
                famo.weigh(Answers.with(firstDetail, Answers.context(famo.start(2), new double[] {1, 1}, address)));
        double ratio = 2 * Math.exp(-0.05);
        assertThat(first.values()).containsExactly(new double[] {ratio / (1 + ratio), 1 / (1 + ratio)}, within(1e-8));
        ProbeDetail secondDetail = new ProbeDetail(new double[] {0.5, 0.5}, new double[0][], new double[0][]);
        Coefficients second =
                famo.weigh(Answers.with(secondDetail, Answers.context(first.memory(), new double[] {0.5, 1}, address)));
        double z = Math.exp(-0.0473840);
        assertThat(second.values()).containsExactly(new double[] {z / (1 + z), 1 / (1 + z)}, within(1e-7));
    }

    /** Times its loss, the weight of a task that fell more than the others shrinks. */
    @Test
    void weigh_oneTaskFallsFaster_losesItsShareOfTheLogarithms() {
        double[] losses = {1, 2};
        BalancerState memory = FAMO.start(2);
        for (int round = 0; round < 20; round++) {
            memory = weigh(memory, losses, losses[0] * 0.9, losses[1] * 0.99).memory();
        }
        double[] w = weigh(memory, losses, losses).values();
        assertThat(w[0] * losses[0]).isLessThan(0.5 * w[1] * losses[1]);
    }

    /** All logarithms fall alike: nothing pulls, so weights are 1 / L. */
    @Test
    void weigh_equalFalls_dividesByTheLosses() {
        double[] w = weigh(FAMO.start(2), new double[] {1, 4}, 0.5, 2).values();
        assertThat(w).containsExactly(new double[] {0.8, 0.2}, within(1e-6));
    }

    @Test
    void weigh_lossOfZero_hasNoLogarithm() {
        Coefficients none = weigh(FAMO.start(2), new double[] {1, 4}, 0, 2);
        assertThat(none.isNone()).isTrue();
        assertThat(none.notes()).containsExactly("a loss of 0.0 has no logarithm");
    }
}
