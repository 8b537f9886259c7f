package io.fulcrum.model;

import io.fulcrum.model.ParameterLayout.Owner;
import io.fulcrum.model.ParameterLayout.Shared;

/** The caller's rows as the lowest signal of a network: [row][input], read and written where they lie. */
final class NetworkInputs implements Signal {
  private static final Owner SHARED = new Shared(); // the tables behind the inputs serve all tasks

  private final int width;
  private final int trained;
  private int rows;
  private float[] values = new float[0];
  private float[] gradients = new float[0];
  private boolean hasGradient;

  /**
   * Inputs of which the first {@code trained} columns come from parameters below and want a gradient.
   *
   * @param width number of columns
   */
  NetworkInputs(int width, int trained) {
    this.width = width;
    this.trained = trained;
  }

  void read(float[] from, int batchRows) {
    values = from;
    rows = batchRows;
  }

  void writeGradientsTo(float[] target) {
    gradients = target;
  }

  @Override
  public Owner owner() {
    return SHARED;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public Matrix values() {
    return new Matrix(values, 0, rows, width, width, Matrix.Order.ROWS);
  }

  @Override
  public Matrix gradients() {
    return new Matrix(gradients, 0, rows, width, width, Matrix.Order.ROWS);
  }

  @Override
  public int gradientWidth(BackwardPass pass) {
    return pass.reachesInputs() ? trained : 0;
  }

  @Override
  public void forgetGradient() {
    hasGradient = false;
  }

  @Override
  public float keptGradient() {
    float kept = hasGradient ? 1 : 0;
    hasGradient = true;
    return kept;
  }
}
