package io.fulcrum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SoftmaxMixtureTest {

  private static final int PARTS = 3;
  private static final int WIDTH = 2;
  private static final int ROWS = 4;

  private final SoftmaxMixture mixture = filled(5);

  @Test
  void forward_equalsReferenceInDouble() {
    float[] output = mixture.forward();
    for (int row = 0; row < ROWS; row++) {
      double[] expected = ReferenceNetwork.mix(row(mixture.scores(), row), row(mixture.values(), row));
      for (int column = 0; column < WIDTH; column++) {
        assertThat((double) output[column * ROWS + row]).isCloseTo(expected[column], within(1e-6));
      }
    }
  }

  @Test
  void backward_equalsFiniteDifferencesInDouble() {
    mixture.forward();
    mixture.backward();
    for (int row = 0; row < ROWS; row++) {
      double[] scores = row(mixture.scores(), row);
      double[] values = row(mixture.values(), row);
      double[] above = row(mixture.outputGradient(), row);
      checkDifferences(scores, values, scores, above, row(mixture.scoreGradient(), row));
      checkDifferences(scores, values, values, above, row(mixture.valueGradient(), row));
    }
  }

  @Test
  void forward_scoresFarApart_finite() {
    mixture.scores()[0] = 1e4f;
    mixture.scores()[ROWS] = -1e4f;
    float[] output = mixture.forward();
    assertThat(output[0]).isEqualTo(mixture.values()[0]);
  }

  private static void checkDifferences(
      double[] scores, double[] values, double[] changed, double[] above, double[] actual) {
    for (int i = 0; i < changed.length; i++) {
      double value = changed[i];
      changed[i] = value + 1e-5;
      double more = dot(above, ReferenceNetwork.mix(scores, values));
      changed[i] = value - 1e-5;
      double less = dot(above, ReferenceNetwork.mix(scores, values));
      changed[i] = value;
      assertThat(actual[i]).isCloseTo((more - less) / 2e-5, within(1e-6));
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double[] row(float[] columns, int row) {
    double[] values = new double[columns.length / ROWS];
    for (int i = 0; i < values.length; i++) {
      values[i] = columns[i * ROWS + row];
    }
    return values;
  }

  private static SoftmaxMixture filled(long seed) {
    Random random = new Random(seed);
    SoftmaxMixture mixture = new SoftmaxMixture(PARTS, WIDTH);
    mixture.resize(ROWS);
    for (float[] array : new float[][] {mixture.scores(), mixture.values(), mixture.outputGradient()}) {
      for (int i = 0; i < array.length; i++) {
        array[i] = (float) random.nextGaussian();
      }
    }
    return mixture;
  }
}
