package io.fulcrum.model.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.data.StepAddress;
import io.fulcrum.model.layer.LayerNoise;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FactorsTest {
    private static final Factors GATES = new HardConcrete(0.7);
    private static final Factors EDGES = new EntropyGate(0.7, 4);
    private static final SelectOrSkip.Schedule COOLING = new SelectOrSkip.Schedule(5, 0.965);
    private static final SelectOrSkip CHOICE = new SelectOrSkip(COOLING, 2, 0.7);
    private static final double STEP = 1e-6;

    static Stream<Factors> all() {
        return Stream.of(Factors.PLAIN, GATES, EDGES, CHOICE);
    }

    static Stream<Factors> smooth() {
        return all().filter(factors -> factors != CHOICE);
    }

    @Test
    void trained_hardConcrete_isCutAtZeroAndOne() {
        assertThat(GATES.trained(8, 0.5, 0)).isEqualTo(1);
        assertThat(GATES.trained(-8, 0.5, 0)).isEqualTo(0);
        assertThat(GATES.trained(0, 0.5, 0)).isCloseTo(0.5, within(1e-12));
        assertThat(GATES.scored(0)).isCloseTo(0.5, within(1e-12));
        assertThat(GATES.scored(3)).isEqualTo(1); // σ(3) 1.2 - 0.1 = 1.043
    }

    @ParameterizedTest
    @MethodSource("smooth")
    void slope_equalsFiniteDifferences(Factors factors) {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 200; i++) {
            double number = random.nextDouble(-3, 3);
            double uniform = random.nextDouble(0.01, 0.99);
            double above = factors.trained(number + STEP, uniform, i % 7);
            double expected = (above - factors.trained(number - STEP, uniform, i % 7)) / (2 * STEP);
            assertThat(factors.slope(number, uniform, i % 7)).isCloseTo(expected, within(1e-5));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void penaltySlope_equalsFiniteDifferences(Factors factors) {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 200; i++) {
            double number = random.nextDouble(-9, 9);
            double above = factors.penalty(number + STEP, i % 7);
            double expected = (above - factors.penalty(number - STEP, i % 7)) / (2 * STEP);
            assertThat(factors.penaltySlope(number, i % 7)).isCloseTo(expected, within(1e-8));
        }
    }

    /** The share of draws that are open against the formula of the penalty (Louizos et al., eq. 12). */
    @Test
    void penalty_hardConcrete_isTheExpectedNumberOfOpenGates() {
        SplittableRandom random = new SplittableRandom(5);
        double number = -1.3;
        int open = 0;
        int draws = 200_000;
        for (int i = 0; i < draws; i++) {
            open += GATES.trained(number, random.nextDouble(), 0) > 0 ? 1 : 0;
        }
        assertThat(0.7 * open / draws).isCloseTo(GATES.penalty(number, 0), within(0.004));
    }

    @Test
    void scored_entropyGate_isOpenFromOneHalfOn() {
        assertThat(EDGES.scored(0)).isEqualTo(1);
        assertThat(EDGES.scored(-1e-9)).isEqualTo(0);
        assertThat(EDGES.trained(0, 0.3, 0)).isEqualTo(0.5);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0.25", "3, 0.75", "4, 1", "90, 1"})
    void penalty_entropyGate_growsFromRoundToRound(int round, double share) {
        assertThat(EDGES.penalty(0, round)).isCloseTo(0.7 * share * Math.log(2), within(1e-12));
        assertThat(EDGES.penalty(-40, round)).isCloseTo(0, within(1e-12));
        assertThat(EDGES.penaltySlope(0.1, round)).isLessThanOrEqualTo(0);
    }

    @Test
    void trained_selectOrSkip_isDrawnOnceItsBlockIsOpen() {
        SplittableRandom random = new SplittableRandom(5);
        int selected = 0;
        int draws = 200_000;
        for (int i = 0; i < draws; i++) {
            double uniform = random.nextDouble();
            assertThat(CHOICE.trained(-1.3, uniform, 1)).isEqualTo(1);
            selected += (int) CHOICE.trained(-1.3, uniform, 2);
        }
        assertThat((double) selected / draws).isCloseTo(1 / (1 + Math.exp(1.3)), within(0.004));
        assertThat(CHOICE.slope(-1.3, 0.4, 1)).isZero();
        assertThat(CHOICE.penalty(-1.3, 1)).isZero();
    }

    /** Jang, Gu and Poole, ICLR 2017, for two choices with a Gumbel number each. */
    @ParameterizedTest
    @CsvSource({"2, 0.3, 0.8", "2, -2, 0.1", "30, 1, 0.45", "100, -0.2, 0.55"})
    void slope_selectOrSkip_isThatOfTheGumbelSoftmax(int round, double number, double uniform) {
        double expected =
                (relaxed(number + STEP, uniform, round) - relaxed(number - STEP, uniform, round)) / (2 * STEP);
        assertThat(CHOICE.slope(number, uniform, round)).isCloseTo(expected, within(1e-7));
    }

    private static double relaxed(double number, double uniform, int round) {
        double second = 0.4; // any Gumbel number; the difference of both is the logistic one
        double first = second + Math.log(uniform / (1 - uniform));
        double temperature = 5 * Math.pow(0.965, round);
        double select = Math.exp((number + first) / temperature);
        return select / (select + Math.exp(second / temperature));
    }

    @Test
    void uniform_sameAddress_sameNumber() {
        LayerNoise noise = new LayerNoise();
        noise.start(new StepAddress(7, 4));
        double first = noise.uniform(2, 3);
        assertThat(noise.round()).isEqualTo(7);
        assertThat(noise.uniform(2, 4)).isNotEqualTo(first);
        assertThat(noise.uniform(3, 3)).isNotEqualTo(first);
        noise.start(new StepAddress(7, 5));
        assertThat(noise.uniform(2, 3)).isNotEqualTo(first);
        noise.start(new StepAddress(8, 4));
        assertThat(noise.uniform(2, 3)).isEqualTo(first).isBetween(0.0, 1.0);
    }
}
