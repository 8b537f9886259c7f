package io.fulcrum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.model.Matrix.Order;
import io.fulcrum.model.ParameterLayout.Head;
import io.fulcrum.model.ParameterLayout.Shared;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SoftmaxMixtureTest {

    private static final int PARTS = 3;
    private static final int WIDTH = 2;
    private static final int ROWS = 4;

    private static final BackwardPass PASS = new BackwardPass.Training(new double[] {0.5});

    private final Random random = new Random(5);
    private final Activations mixed = new Activations(WIDTH, Order.COLUMNS);
    private final Columns scores = columns(new Activations(PARTS, Order.COLUMNS), PARTS, new Head(0));
    private final Columns values = columns(new Activations(PARTS * WIDTH, Order.COLUMNS), PARTS * WIDTH, new Shared());
    private final Columns output = columns(mixed, WIDTH, new Head(0));
    private final SoftmaxMixture mixture = new SoftmaxMixture(scores, values, output, mixed);

    @Test
    void forward_equalsReferenceInDouble() {
        forward();
        for (int row = 0; row < ROWS; row++) {
            double[] expected = ReferenceNetwork.mix(row(scores, row), row(values, row));
            assertThat(row(output, row)).containsExactly(expected, within(1e-6));
        }
    }

    @Test
    void backward_equalsFiniteDifferencesInDouble() {
        forward();
        mixture.backward(PASS);
        for (int row = 0; row < ROWS; row++) {
            double[] score = row(scores, row);
            double[] value = row(values, row);
            DoubleSupplier objective = objective(score, value, rowOf(output.gradientArray(), row, WIDTH));
            checkDifferences(score, objective, 1, rowOf(scores.gradientArray(), row, PARTS));
            checkDifferences(value, objective, 0.5, rowOf(values.gradientArray(), row, PARTS * WIDTH));
        }
    }

    @Test
    void backward_secondReaderOfTheValues_addsItsGradient() {
        forward();
        mixture.backward(PASS);
        float[] once = values.gradientArray().clone();
        mixture.backward(PASS);
        for (int i = 0; i < once.length; i++) {
            assertThat(values.gradientArray()[i]).isEqualTo(2 * once[i]);
        }
    }

    @Test
    void backward_probeOfAnotherTask_writesNothing() {
        forward();
        mixture.backward(new BackwardPass.Probe(1));
        assertThat(values.gradientArray()).containsOnly(0);
        assertThat(scores.gradientArray()).containsOnly(0);
    }

    @Test
    void forward_scoresFarApart_finite() {
        scores.valueArray()[0] = 1e4f;
        scores.valueArray()[ROWS] = -1e4f;
        forward();
        assertThat(output.valueArray()[0]).isEqualTo(values.valueArray()[0]);
    }

    private void forward() {
        mixture.resize(ROWS);
        for (int i = 0; i < WIDTH * ROWS; i++) {
            mixed.gradientArray()[i] = (float) random.nextGaussian();
        }
        mixture.forward(new FastArithmetic());
    }

    private static DoubleSupplier objective(double[] scores, double[] values, double[] above) {
        return () -> {
            double[] mixed = ReferenceNetwork.mix(scores, values);
            return IntStream.range(0, mixed.length)
                    .mapToDouble(i -> above[i] * mixed[i])
                    .sum();
        };
    }

    private static void checkDifferences(double[] changed, DoubleSupplier objective, double factor, double[] actual) {
        for (int i = 0; i < changed.length; i++) {
            double value = changed[i];
            changed[i] = value + 1e-5;
            double more = objective.getAsDouble();
            changed[i] = value - 1e-5;
            double less = objective.getAsDouble();
            changed[i] = value;
            assertThat(actual[i]).isCloseTo(factor * (more - less) / 2e-5, within(1e-6));
        }
    }

    private static double[] row(Columns columns, int row) {
        return rowOf(columns.valueArray(), row, columns.width());
    }

    private static double[] rowOf(float[] columns, int row, int width) {
        double[] values = new double[width];
        for (int i = 0; i < values.length; i++) {
            values[i] = columns[i * ROWS + row];
        }
        return values;
    }

    private Columns columns(Activations activations, int width, ParameterLayout.Owner owner) {
        activations.resize(ROWS);
        for (int i = 0; i < width * ROWS; i++) {
            activations.valueArray()[i] = (float) random.nextGaussian();
        }
        return new Columns(activations, 0, width, owner);
    }
}
