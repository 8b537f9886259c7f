package io.fulcrum.model.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.model.ReferenceNetwork;
import io.fulcrum.model.graph.Operation;
import io.fulcrum.model.graph.ParameterLayout;
import io.fulcrum.model.graph.ParameterLayout.Head;
import io.fulcrum.model.graph.ParameterLayout.Shared;
import io.fulcrum.model.kernel.Activations;
import io.fulcrum.model.kernel.FastArithmetic;
import io.fulcrum.model.kernel.Matrix.Order;
import java.util.Arrays;
import java.util.List;
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
    private final SoftmaxMixture mixture =
            new SoftmaxMixture(scores, Operation.Scores.LOGITS, List.of(values), output, mixed);

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
    void backward_severalSources_equalsTheSameSideBySide() {
        forward();
        mixture.backward(PASS);
        Columns first = part(0, 1);
        Columns others = part(1, 2);
        Columns ownScores = copy(scores);
        Activations ownMixed = new Activations(WIDTH, Order.COLUMNS);
        Columns ownOutput = new Columns(ownMixed, 0, WIDTH, new Head(0));
        SoftmaxMixture apart =
                new SoftmaxMixture(ownScores, Operation.Scores.LOGITS, List.of(first, others), ownOutput, ownMixed);
        apart.resize(ROWS);
        System.arraycopy(mixed.gradientArray(), 0, ownMixed.gradientArray(), 0, WIDTH * ROWS);
        ownOutput.keptGradient();
        apart.forward(new FastArithmetic());
        apart.backward(PASS);

        assertThat(ownMixed.valueArray()).containsExactly(mixed.valueArray());
        assertThat(ownScores.gradientArray()).containsExactly(scores.gradientArray());
        float[] gradients = values.gradientArray();
        assertThat(Arrays.copyOf(first.gradientArray(), WIDTH * ROWS))
                .containsExactly(Arrays.copyOf(gradients, WIDTH * ROWS));
        assertThat(Arrays.copyOf(others.gradientArray(), 2 * WIDTH * ROWS))
                .containsExactly(Arrays.copyOfRange(gradients, WIDTH * ROWS, PARTS * WIDTH * ROWS));
    }

    @Test
    void backward_secondReaderOfTheSources_addsItsGradient() {
        forward();
        mixture.backward(PASS);
        float[] once = values.gradientArray().clone();
        float[] scoresOnce = scores.gradientArray().clone();
        mixture.backward(PASS);
        for (int i = 0; i < once.length; i++) {
            assertThat(values.gradientArray()[i]).isEqualTo(2 * once[i]);
        }
        for (int i = 0; i < scoresOnce.length; i++) {
            assertThat(scores.gradientArray()[i]).isEqualTo(2 * scoresOnce[i]);
        }
    }

    @Test
    void backward_noGradientCame_writesNothing() {
        forward();
        output.forgetGradient();
        mixture.backward(BackwardPass.Probe.SHARED);
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
        output.keptGradient();
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

    /** Parts of the values in an array of their own. */
    private Columns part(int from, int parts) {
        Columns made = columns(new Activations(parts * WIDTH, Order.COLUMNS), parts * WIDTH, new Shared());
        System.arraycopy(values.valueArray(), from * WIDTH * ROWS, made.valueArray(), 0, parts * WIDTH * ROWS);
        return made;
    }

    private Columns copy(Columns of) {
        Columns made = columns(new Activations(of.width(), Order.COLUMNS), of.width(), of.owner());
        System.arraycopy(of.valueArray(), 0, made.valueArray(), 0, of.width() * ROWS);
        return made;
    }
}
