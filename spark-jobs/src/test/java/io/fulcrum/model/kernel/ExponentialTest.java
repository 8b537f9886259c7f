package io.fulcrum.model.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Powers of many numbers at once, against the library's. */
class ExponentialTest {
    private static double[] powers(double... numbers) {
        double[] powers = numbers.clone();
        Exponential.ofNegatives(powers, powers.length);
        return powers;
    }

    @Test
    void powers_ofNumbersDownToTheLeastFloat_areExactToOnePartInABillion() {
        SplittableRandom random = new SplittableRandom(5);
        double[] numbers = new double[100_000];
        Arrays.setAll(numbers, i -> i % 2 == 0 ? random.nextDouble(-110, 0) : -Math.pow(10, random.nextDouble(-20, 1)));
        double[] powers = powers(numbers);
        for (int i = 0; i < numbers.length; i++) {
            double exact = StrictMath.exp(numbers[i]);
            assertThat(powers[i]).as("e^%s", numbers[i]).isCloseTo(exact, within(1e-9 * exact));
        }
    }

    @Test
    void powers_atTheEnds_areThoseOfFloats() {
        double[] powers = powers(0.0, -0.0, -110, -1e300, Double.NEGATIVE_INFINITY);
        assertThat(Arrays.copyOf(powers, 2)).containsExactly(1, 1);
        for (int i = 2; i < powers.length; i++) {
            assertThat((float) powers[i]).isZero();
            assertThat(powers[i]).isPositive();
        }
        assertThat(powers(Double.NaN)).containsExactly(Double.NaN);
    }

    @Test
    void powers_ofTheFirstNumbers_leaveTheOthers() {
        double[] numbers = {-1, -2, -3};
        Exponential.ofNegatives(numbers, 2);
        assertThat(numbers[2]).isEqualTo(-3);
    }
}
