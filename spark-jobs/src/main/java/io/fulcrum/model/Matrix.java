package io.fulcrum.model;

/**
 * A view of a stretch of an array as a matrix.
 *
 * @param at where its first entry lies
 * @param stride from one row (or column) to the next one in memory
 * @param order which entries are neighbours in memory
 */
record Matrix(float[] values, int at, int rows, int columns, int stride, Order order) {

  /** Which entries of a matrix are neighbours in memory. */
  enum Order {
    /** Those of a row. */
    ROWS,
    /** Those of a column. */
    COLUMNS
  }

  /** Returns the same numbers in memory, read as the transposed matrix. */
  Matrix transposed() {
    return new Matrix(values, at, columns, rows, stride, order == Order.ROWS ? Order.COLUMNS : Order.ROWS);
  }

  /** Returns some of the columns. */
  Matrix columns(int from, int count) {
    int first = at + from * (order == Order.ROWS ? 1 : stride);
    return new Matrix(values, first, rows, count, stride, order);
  }

  /** Returns some of the rows. */
  Matrix rows(int from, int count) {
    return transposed().columns(from, count).transposed();
  }
}
