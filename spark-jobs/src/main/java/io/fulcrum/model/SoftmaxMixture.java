package io.fulcrum.model;

import io.fulcrum.model.ColumnLoops.Stretch;
import java.util.Arrays;

/**
 * Mixture of vectors by a softmax over scores, forward and backward (Ma et al., KDD 2018, eq. 6 and 7):
 * output = Σ_e p_e x_e, with p = softmax(scores). Everything lies column after column, so that inner loops run along
 * rows.
 */
final class SoftmaxMixture implements Layer {
  private final Columns scores;
  private final Columns values;
  private final Columns output;
  private final Activations activations;
  private float[] shares = new float[0]; // [part][row]
  private float[] weightedGradient = new float[0]; // [row], one column
  private float[] largest = new float[0]; // [row]

  /**
   * Mixes as many parts as there are scores.
   *
   * @param values [part][column]
   * @param output the only columns of {@code activations}
   */
  SoftmaxMixture(Columns scores, Columns values, Columns output, Activations activations) {
    this.scores = scores;
    this.values = values;
    this.output = output;
    this.activations = activations;
  }

  @Override
  public void resize(int rows) {
    activations.resize(rows);
    if (largest.length < rows) {
      largest = new float[rows];
      weightedGradient = new float[rows];
      shares = new float[rows * scores.width()];
    }
  }

  @Override
  public void forward() {
    softmax();
    for (int column = 0; column < output.width(); column++) {
      Stretch mixed = new Stretch(output.valueArray(), output.at(column));
      ColumnLoops.setProducts(share(0), value(0, column), mixed, rows());
      for (int part = 1; part < parts(); part++) {
        ColumnLoops.addProducts(share(part), value(part, column), mixed, rows());
      }
    }
  }

  @Override
  public void backward(BackwardPass pass) {
    if (!pass.reaches(output.owner())) {
      return;
    }
    scoreProducts();
    softmaxBackward();
    float factor = pass.factor(output.owner(), values.owner());
    boolean first = values.keptGradient() == 0;
    for (int column = 0; column < output.width(); column++) {
      Stretch above = weighted(column, factor);
      for (int part = 0; part < parts(); part++) {
        Stretch target = new Stretch(values.gradientArray(), values.at(part * output.width() + column));
        if (first) {
          ColumnLoops.setProducts(share(part), above, target, rows());
        } else {
          ColumnLoops.addProducts(share(part), above, target, rows());
        }
      }
    }
  }

  private void softmax() {
    float[] from = scores.valueArray();
    System.arraycopy(from, scores.at(0), largest, 0, rows());
    for (int part = 1; part < parts(); part++) {
      for (int row = 0, at = scores.at(part); row < rows(); row++) {
        largest[row] = Math.max(largest[row], from[at + row]);
      }
    }
    for (int row = 0; row < rows(); row++) {
      softmax(row, from);
    }
  }

  private void softmax(int row, float[] from) {
    double sum = 0;
    for (int part = 0; part < parts(); part++) {
      float share = (float) Math.exp(from[scores.at(part) + row] - largest[row]);
      shares[part * rows() + row] = share;
      sum += share;
    }
    float scale = (float) (1 / sum);
    for (int i = row; i < parts() * rows(); i += rows()) {
      shares[i] *= scale;
    }
  }

  /** d p_e = x_e · d output, kept in the place of d score_e. */
  private void scoreProducts() {
    scores.keptGradient();
    for (int part = 0; part < parts(); part++) {
      Stretch target = new Stretch(scores.gradientArray(), scores.at(part));
      ColumnLoops.setProducts(value(part, 0), gradient(0), target, rows());
      for (int column = 1; column < output.width(); column++) {
        ColumnLoops.addProducts(value(part, column), gradient(column), target, rows());
      }
    }
  }

  /** d score_e = p_e (d p_e - Σ_f p_f d p_f). */
  private void softmaxBackward() {
    float[] mean = largest;
    Arrays.fill(mean, 0, rows(), 0);
    float[] slopes = scores.gradientArray();
    for (int part = 0; part < parts(); part++) {
      ColumnLoops.addProducts(share(part), new Stretch(slopes, scores.at(part)), new Stretch(mean, 0), rows());
    }
    for (int part = 0; part < parts(); part++) {
      for (int row = 0, at = scores.at(part), share = part * rows(); row < rows(); row++) {
        slopes[at + row] = shares[share + row] * (slopes[at + row] - mean[row]);
      }
    }
  }

  private Stretch weighted(int column, float factor) {
    if (factor == 1) {
      return gradient(column);
    }
    System.arraycopy(output.gradientArray(), output.at(column), weightedGradient, 0, rows());
    ColumnLoops.scale(weightedGradient, 0, rows(), factor);
    return new Stretch(weightedGradient, 0);
  }

  private int rows() {
    return output.rows();
  }

  private int parts() {
    return scores.width();
  }

  private Stretch share(int part) {
    return new Stretch(shares, part * rows());
  }

  private Stretch value(int part, int column) {
    return new Stretch(values.valueArray(), values.at(part * output.width() + column));
  }

  private Stretch gradient(int column) {
    return new Stretch(output.gradientArray(), output.at(column));
  }
}
