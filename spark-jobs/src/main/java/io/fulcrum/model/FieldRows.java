package io.fulcrum.model;

/**
 * A categorical field whose embedding rows are few against the rows of a batch: they are kept once, with the number of
 * the one that each row of the batch has.
 */
final class FieldRows {
  private final int column;
  private final int width;
  private Matrix parameters;
  private int[] rowOf = new int[0]; // [batch row]
  private float[] gradients = new float[0]; // [embedding row][parameter]

  /**
   * A field without rows yet.
   *
   * @param column of the network's input at which its parameters stand
   * @param width parameters of an embedding row
   */
  FieldRows(int column, int width) {
    this.column = column;
    this.width = width;
  }

  /** Takes [embedding row][parameter] the parameters for a batch; {@link #rowOf} is then to be filled. */
  void start(Matrix newParameters, int batchRows) {
    parameters = newParameters;
    rowOf = rowOf.length < batchRows ? new int[batchRows] : rowOf;
    if (gradients.length < parameters.rows() * width) {
      gradients = new float[2 * parameters.rows() * width];
    }
  }

  int column() {
    return column;
  }

  int width() {
    return width;
  }

  /** Number of embedding rows. */
  int count() {
    return parameters.rows();
  }

  /** Returns [batch row] the embedding row; longer than the batch needs. */
  int[] rowOf() {
    return rowOf;
  }

  /** Returns [embedding row][parameter]. */
  Matrix parameters() {
    return parameters;
  }

  /** Returns [embedding row][parameter] the gradient, written by the backward pass. */
  Matrix gradients() {
    return new Matrix(gradients, 0, count(), width, width, Matrix.Order.ROWS);
  }
}
