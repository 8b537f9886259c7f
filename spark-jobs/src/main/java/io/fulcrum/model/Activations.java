package io.fulcrum.model;

/** What a layer puts out for a batch, and the gradient by it: [column][row] each, kept from batch to batch. */
final class Activations {
  private final int width;
  private int rows;
  private float[] values = new float[0];
  private float[] gradients = new float[0];

  Activations(int width) {
    this.width = width;
  }

  /** Makes room for a batch. */
  void resize(int batchRows) {
    rows = batchRows;
    if (values.length < rows * width) {
      values = new float[rows * width];
      gradients = new float[rows * width];
    }
  }

  int width() {
    return width;
  }

  int rows() {
    return rows;
  }

  float[] values() {
    return values;
  }

  float[] gradients() {
    return gradients;
  }
}
