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
