package io.fulcrum.model.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CurveTest {
    private static final int COUNT = 4001;
    private static final float[] X = numbers(i -> (i - COUNT / 2) / 100f);
    private static final float[] SMALL = numbers(i -> (float) Math.exp(-i / 50.0));

    private interface Number {
        float at(int i);
    }

    private static float[] numbers(Number number) {
        float[] numbers = new float[COUNT];
        IntStream.range(0, COUNT).forEach(i -> numbers[i] = number.at(i));
        return numbers;
    }

    private static double exact(Curve curve, double x) {
        double share = 1 / (1 + Math.exp(-x));
        return switch (curve) {
            case SIGMOID -> share;
            case TANH -> Math.tanh(x);
            case SWISH -> x * share;
            case GELU -> x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
            case RELU -> Math.max(0, x);
        };
    }

    @ParameterizedTest
    @EnumSource(Curve.class)
    void forward_anyNumber_isTheFunctionToFloatAccuracy(Curve curve) {
        float[] y = new float[COUNT];
        curve.forward(X, y, COUNT);
        for (int i = 0; i < COUNT; i++) {
            double expected = exact(curve, X[i]);
            assertThat((double) y[i]).as("at %s", X[i]).isCloseTo(expected, within(6e-7 * (1 + Math.abs(X[i]))));
        }
    }

    @ParameterizedTest
    @EnumSource(Curve.class)
    void at_oneNumber_hasTheBitsOfTheLoop(Curve curve) {
        float[] y = new float[COUNT];
        curve.forward(X, y, COUNT);
        for (int i = 0; i < COUNT; i++) {
            assertThat(curve.at(X[i])).isEqualTo(y[i]);
        }
    }

    @ParameterizedTest
    @EnumSource(Curve.class)
    void backward_anyNumber_multipliesByTheDifferenceQuotient(Curve curve) {
        float[] y = new float[COUNT];
        float[] gradients = new float[COUNT];
        Arrays.fill(gradients, -2);
        curve.forward(X, y, COUNT);
        curve.backward(X, y, gradients, COUNT);
        for (int i = 0; i < COUNT; i++) {
            double slope = (exact(curve, X[i] + 1e-5) - exact(curve, X[i] - 1e-5)) / 2e-5;
            if (X[i] != 0 || curve != Curve.RELU) {
                assertThat((double) gradients[i]).as("at %s", X[i]).isCloseTo(-2 * slope, within(1e-5));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Curve.class)
    void backward_extremes_areTheLimitsAndKeepWhatIsNotANumber(Curve curve) {
        float[] x = {Float.MAX_VALUE, -Float.MAX_VALUE, 1e-35f, -1e-35f, Float.MIN_VALUE, 1e10f, -1e10f, Float.NaN};
        double[] slopes = switch (curve) {
            case SIGMOID -> new double[] {0, 0, 0.25, 0.25, 0.25, 0, 0};
            case TANH -> new double[] {0, 0, 1, 1, 1, 0, 0};
            case SWISH, GELU -> new double[] {1, 0, 0.5, 0.5, 0.5, 1, 0};
            case RELU -> new double[] {1, 0, 1, 0, 1, 1, 0};
        };
        float[] y = new float[x.length];
        float[] gradients = new float[x.length];
        Arrays.fill(gradients, 3);
        curve.forward(x, y, x.length);
        curve.backward(x, y, gradients, x.length);
        for (int i = 0; i < slopes.length; i++) {
            assertThat((double) gradients[i]).as("at %s", x[i]).isCloseTo(3 * slopes[i], within(1e-5));
        }
        assertThat(gradients[slopes.length]).isNaN();
    }

    @Test
    void tanh_smallNumbers_losesNoDigits() {
        float[] y = new float[COUNT];
        Curve.TANH.forward(SMALL, y, COUNT);
        for (int i = 0; i < COUNT; i++) {
            double expected = Math.tanh(SMALL[i]);
            assertThat((double) y[i]).isCloseTo(expected, within(4e-7 * expected));
        }
    }

    @ParameterizedTest
    @EnumSource(Curve.class)
    void at_extremes_isTheLimitAndKeepsWhatIsNotANumber(Curve curve) {
        double limit = curve == Curve.SIGMOID || curve == Curve.TANH ? 1 : Float.MAX_VALUE;
        assertThat((double) curve.at(Float.MAX_VALUE)).isCloseTo(limit, within(1e-6 * limit));
        assertThat(curve.at(Float.NaN)).isNaN();
        assertThat(Math.abs(curve.at(-100))).isEqualTo(curve == Curve.TANH ? 1 : 0);
    }
}
