package io.fulcrum.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactSumTest {

    /** Java's conversion of a decimal to a double rounds to nearest even, as the sum must. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void value_anyOrderAndCut_isTheRoundedExactSum(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = random.doubles(400, -1, 1).toArray();
        BigDecimal exact = BigDecimal.ZERO;
        for (int i = 0; i < values.length; i++) {
            values[i] *= Math.pow(2, random.nextInt(-60, 60));
            exact = exact.add(new BigDecimal(values[i]));
        }
        for (int parts : new int[] {1, 3, 17}) {
            ExactSum[] sums = new ExactSum[parts];
            for (int part = 0; part < parts; part++) {
                sums[part] = new ExactSum();
            }
            for (int i = values.length - 1; i >= 0; i--) {
                sums[i % parts].add(values[i]);
            }
            ExactSum merged = new ExactSum();
            for (ExactSum sum : sums) {
                merged.merge(sum);
            }
            assertThat(merged.value()).isEqualTo(exact.doubleValue());
        }
    }

    @Test
    void value_halfABitAndALittle_isRoundedByTheLittle() {
        double half = Math.ulp(1.0) / 2;
        assertThat(sum(1, half)).isEqualTo(1);
        assertThat(sum(1, half, 1e-300)).isEqualTo(Math.nextUp(1.0));
        assertThat(sum(1, half, -1e-300)).isEqualTo(1);
        assertThat(sum(1e-300, -half, -1)).isEqualTo(-1);
    }

    @Test
    void value_cancellationAndOverflow_areExactAndInfinite() {
        assertThat(sum()).isEqualTo(0);
        assertThat(sum(1e300, 1, -1e300)).isEqualTo(1);
        assertThat(sum(Double.MAX_VALUE, Double.MAX_VALUE)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(sum(1, Double.POSITIVE_INFINITY, 2)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(sum(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY)).isNaN();
    }

    private static double sum(double... values) {
        ExactSum sum = new ExactSum();
        for (double value : values) {
            sum.add(value);
        }
        return sum.value();
    }
}
