package io.fulcrum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FactorsTest {
    private static final Factors.HardConcrete GATES = new Factors.HardConcrete(0.7);
    private static final double STEP = 1e-6;

    @Test
    void trained_hardConcrete_isCutAtZeroAndOne() {
        assertThat(GATES.trained(8, 0.5)).isEqualTo(1);
        assertThat(GATES.trained(-8, 0.5)).isEqualTo(0);
        assertThat(GATES.trained(0, 0.5)).isCloseTo(0.5, within(1e-12));
        assertThat(GATES.scored(0)).isCloseTo(0.5, within(1e-12));
        assertThat(GATES.scored(3)).isEqualTo(1); // σ(3) 1.2 - 0.1 = 1.043
    }

    @Test
    void slope_hardConcrete_equalsFiniteDifferences() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 200; i++) {
            double number = random.nextDouble(-3, 3);
            double uniform = random.nextDouble(0.01, 0.99);
            double expected =
                    (GATES.trained(number + STEP, uniform) - GATES.trained(number - STEP, uniform)) / (2 * STEP);
            assertThat(GATES.slope(number, uniform)).isCloseTo(expected, within(1e-5));
        }
    }

    /** The share of draws that are open against the formula whose derivative is the penalty's. */
    @Test
    void penaltySlope_hardConcrete_isThatOfTheExpectedNumberOfOpenGates() {
        SplittableRandom random = new SplittableRandom(5);
        double number = -1.3;
        int open = 0;
        int draws = 200_000;
        for (int i = 0; i < draws; i++) {
            open += GATES.trained(number, random.nextDouble()) > 0 ? 1 : 0;
        }
        assertThat((double) open / draws).isCloseTo(probability(number), within(0.005));
        double expected = 0.7 * (probability(number + STEP) - probability(number - STEP)) / (2 * STEP);
        assertThat(GATES.penaltySlope(number)).isCloseTo(expected, within(1e-8));
    }

    /** Louizos et al., eq. 12. */
    private static double probability(double number) {
        return 1 / (1 + Math.exp(-(number - 0.9 * Math.log(0.1 / 1.1))));
    }

    @Test
    void uniform_sameAddress_sameNumber() {
        LayerNoise noise = new LayerNoise();
        noise.start(4);
        double first = noise.uniform(2, 3);
        assertThat(noise.uniform(2, 4)).isNotEqualTo(first);
        assertThat(noise.uniform(3, 3)).isNotEqualTo(first);
        noise.start(5);
        assertThat(noise.uniform(2, 3)).isNotEqualTo(first);
        noise.start(4);
        assertThat(noise.uniform(2, 3)).isEqualTo(first).isBetween(0.0, 1.0);
    }
}
