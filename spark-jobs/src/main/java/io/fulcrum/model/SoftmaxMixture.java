package io.fulcrum.model;

import java.util.Arrays;

/**
 * Mixture of vectors by a softmax over scores, forward and backward (Ma et al., KDD 2018, eq. 6 and 7):
 * output = sum over e of p_e x_e, with p = softmax(scores). All arrays are column after column, so that every inner
 * loop runs along rows.
 */
final class SoftmaxMixture {

  private final int parts;
  private final int width;
  private int rows;
  private float[] scores = {}; // [part][row]
  private float[] shares = {}; // [part][row]
  private float[] values = {}; // [part][column][row]
  private float[] output = {}; // [column][row]
  private float[] outputGradient = {}; // [column][row]
  private float[] scoreGradient = {}; // [part][row]
  private float[] valueGradient = {}; // [part][column][row]
  private float[] mean = {}; // [row]

  SoftmaxMixture(int parts, int width) {
    this.parts = parts;
    this.width = width;
  }

  /** Makes room for a batch; arrays are at least as long as the batch needs. */
  void resize(int batchRows) {
    rows = batchRows;
    if (mean.length < rows) {
      mean = new float[rows];
      scores = new float[rows * parts];
      shares = new float[rows * parts];
      scoreGradient = new float[rows * parts];
      output = new float[rows * width];
      outputGradient = new float[rows * width];
      values = new float[rows * parts * width];
      valueGradient = new float[rows * parts * width];
    }
  }

  int width() {
    return width;
  }

  float[] scores() {
    return scores;
  }

  float[] values() {
    return values;
  }

  float[] outputGradient() {
    return outputGradient;
  }

  float[] scoreGradient() {
    return scoreGradient;
  }

  float[] valueGradient() {
    return valueGradient;
  }

  /** Mixes {@link #values} by {@link #scores}. */
  float[] forward() {
    softmax();
    Arrays.fill(output, 0, rows * width, 0);
    for (int part = 0; part < parts; part++) {
      for (int column = 0; column < width; column++) {
        addProduct(column(shares, part), column(values, part * width + column), column(output, column));
      }
    }
    return output;
  }

  /** Fills {@link #scoreGradient} and {@link #valueGradient} from {@link #outputGradient}. */
  void backward() {
    Arrays.fill(scoreGradient, 0, rows * parts, 0);
    for (int part = 0; part < parts; part++) {
      for (int column = 0; column < width; column++) {
        Column above = column(outputGradient, column);
        setProduct(column(shares, part), above, column(valueGradient, part * width + column));
        addProduct(column(values, part * width + column), above, column(scoreGradient, part));
      }
    }
    softmaxBackward();
  }

  private void softmax() {
    float[] largest = mean;
    System.arraycopy(scores, 0, largest, 0, rows);
    for (int part = 1; part < parts; part++) {
      for (int row = 0; row < rows; row++) {
        largest[row] = Math.max(largest[row], scores[part * rows + row]);
      }
    }
    for (int row = 0; row < rows; row++) {
      double sum = 0;
      for (int i = row; i < parts * rows; i += rows) {
        shares[i] = (float) Math.exp(scores[i] - largest[row]);
        sum += shares[i];
      }
      for (int i = row; i < parts * rows; i += rows) {
        shares[i] = (float) (shares[i] / sum);
      }
    }
  }

  /** d score_e = p_e (d p_e - sum over f of p_f d p_f). */
  private void softmaxBackward() {
    Arrays.fill(mean, 0, rows, 0);
    for (int part = 0; part < parts; part++) {
      addProduct(column(shares, part), column(scoreGradient, part), column(mean, 0));
    }
    for (int part = 0; part < parts; part++) {
      for (int row = 0; row < rows; row++) {
        int i = part * rows + row;
        scoreGradient[i] = shares[i] * (scoreGradient[i] - mean[row]);
      }
    }
  }

  private Column column(float[] array, int index) {
    return new Column(array, index * rows);
  }

  private void addProduct(Column a, Column b, Column target) {
    float[] left = a.array;
    float[] right = b.array;
    float[] sum = target.array;
    for (int row = 0; row < rows; row++) {
      sum[target.from + row] += left[a.from + row] * right[b.from + row];
    }
  }

  private void setProduct(Column a, Column b, Column target) {
    float[] left = a.array;
    float[] right = b.array;
    float[] product = target.array;
    for (int row = 0; row < rows; row++) {
      product[target.from + row] = left[a.from + row] * right[b.from + row];
    }
  }

  /** One value per row, a stretch of a larger array. */
  private record Column(float[] array, int from) {
  }
}
