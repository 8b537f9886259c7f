package io.fulcrum.model.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SquaredNormTest {
    @Test
    void of_floats_isTheSumOfTheirSquares() {
        assertThat(SquaredNorm.of(new float[] {3, -4, 0, 12})).isEqualTo(169);
        assertThat(SquaredNorm.of(new float[0])).isZero();
    }

    @Test
    void of_floatsWhoseSquaresOverflow_isFinite() {
        assertThat(SquaredNorm.of(new float[] {1e30f, Float.MAX_VALUE})).isCloseTo(1.158e77, within(1e74));
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void of_oneThatIsNoNumber_isNotFinite(float bad) {
        for (int at = 0; at < 37; at++) {
            float[] values = new float[37];
            Arrays.fill(values, 1e-3f);
            values[at] = bad;
            assertThat(SquaredNorm.of(values)).isNotFinite();
        }
    }
}
