package io.fulcrum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LogOddsTest {

    @Test
    void of_probabilityOfAScore_isTheScoreToTheBit() {
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 100_000; i++) {
            requireRoundTrip((float) random.nextDouble(-LogOdds.MOST, LogOdds.MOST));
            requireRoundTrip(Float.intBitsToFloat(random.nextInt(Float.floatToIntBits(LogOdds.MOST) + 1)));
            requireRoundTrip(i * 0x1.0p-30f);
        }
    }

    /** The scores next to each other at both limits and at zero, where probabilities are closest to each other. */
    @Test
    void probability_neighbours_rise() {
        float high = LogOdds.MOST;
        float low = -LogOdds.MOST;
        for (int i = 0; i < 10_000; i++) {
            requireRoundTrip(high);
            requireRoundTrip(low);
            assertThat(LogOdds.probability(Math.nextDown(high))).isLessThan(LogOdds.probability(high));
            assertThat(LogOdds.probability(Math.nextUp(low))).isGreaterThan(LogOdds.probability(low));
            assertThat(LogOdds.probability(i * 0x1.0p-30)).isLessThan(LogOdds.probability((i + 1) * 0x1.0p-30));
            high = Math.nextDown(high);
            low = Math.nextUp(low);
        }
    }

    @Test
    void probability_ofALimit_isInsideOfZeroAndOne() {
        assertThat(LogOdds.probability(LogOdds.MOST)).isCloseTo(1 - 2.0611536e-9, within(1e-15));
        assertThat(LogOdds.probability(-LogOdds.MOST)).isCloseTo(2.0611536e-9, within(1e-15));
        assertThat(LogOdds.probability(0)).isEqualTo(0.5);
    }

    @Test
    void score_logOdds_areLimitedAndRoundedUnlessNotFinite() {
        assertThat(LogOdds.score(3.2500002f)).isEqualTo(3.2500002f);
        assertThat(LogOdds.score(20.5f)).isEqualTo(20f);
        assertThat(LogOdds.score(-1e30f)).isEqualTo(-20f);
        assertThat(LogOdds.score(1e-10f)).isEqualTo(0f);
        assertThat(LogOdds.score(1e-9f)).isEqualTo(0x1.0p-30f);
        assertThat(LogOdds.score(Float.POSITIVE_INFINITY)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(LogOdds.score(Float.NaN)).isNaN();
    }

    private static void requireRoundTrip(float logOdds) {
        float score = LogOdds.score(logOdds);
        assertThat(LogOdds.of(LogOdds.probability(score))).isEqualTo(score);
    }
}
