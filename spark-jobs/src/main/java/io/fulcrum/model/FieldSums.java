package io.fulcrum.model;

import java.util.Arrays;
import java.util.List;

/**
 * The part of a first layer that fields of few embedding rows have: their rows times the layer's weights, and the sums
 * of the layer's slopes by embedding row. See {@link FirstLayer}.
 *
 * <p>Lines are arrays of their own in the loops, and one array for BLAS: the JIT makes vector instructions of a loop
 * only if all its arrays are read at the same index, and a copy costs less than what that saves, six times over.
 */
final class FieldSums {
  private static final int AT_ONCE = 4; // lines added in one loop, which reads and writes the sum once

  private final int width;
  private List<FieldRows> fields = List.of();
  private int[] firsts = new int[0]; // [field] its first line
  private int lines;
  private float[] flat = new float[0]; // [line][output]; products on the way up, slopes on the way back
  private float[][] products = new float[0][]; // [line][output], a line for each embedding row of each field
  private float[][] slopes = new float[0][]; // [line][output]
  private final float[] slope; // [output] of one row of the batch

  /**
   * Sums for a layer.
   *
   * @param width columns that the layer puts out
   */
  FieldSums(int width) {
    this.width = width;
    slope = new float[width];
  }

  /** Multiplies all embedding rows by the weights of their field's columns, [input][output]. */
  void project(List<FieldRows> newFields, Matrix weights) {
    layOut(newFields);
    for (int f = 0; f < fields.size(); f++) {
      FieldRows field = fields.get(f);
      MatrixProduct.set(field.parameters(), weights.rows(field.column(), field.width()), lines(f, width));
    }
    for (int line = 0; line < lines; line++) {
      System.arraycopy(flat, line * width, products[line], 0, width);
    }
  }

  /** Adds the products of all fields of a row to {@code sum}, [output]. */
  void addTo(float[] sum, int row) {
    int f = 0;
    for (; f + AT_ONCE <= fields.size(); f += AT_ONCE) {
      ColumnLoops.addFour(product(f, row), product(f + 1, row), product(f + 2, row), product(f + 3, row), sum);
    }
    for (; f < fields.size(); f++) {
      ColumnLoops.add(product(f, row), sum, width);
    }
  }

  /** Sums the slopes of the batch's rows, [row][output], by embedding row. */
  void gather(Matrix batchSlopes) {
    for (int line = 0; line < lines; line++) {
      Arrays.fill(slopes[line], 0);
    }
    for (int row = 0; row < batchSlopes.rows() && lines > 0; row++) {
      System.arraycopy(batchSlopes.values(), row * width, slope, 0, batchSlopes.columns());
      for (int f = 0; f < firsts.length; f++) {
        ColumnLoops.add(slope, slopes[firsts[f] + fields.get(f).rowOf()[row]], batchSlopes.columns());
      }
    }
    for (int line = 0; line < lines; line++) {
      System.arraycopy(slopes[line], 0, flat, line * width, width);
    }
  }

  /** Writes the gradients by the weights of the fields' columns into their rows of {@code target}, [input][output]. */
  void weightGradients(Matrix target) {
    for (int f = 0; f < fields.size(); f++) {
      FieldRows field = fields.get(f);
      MatrixProduct.set(field.parameters().transposed(), lines(f, target.columns()),
          target.rows(field.column(), field.width()));
    }
  }

  /** Writes the gradients by the embedding rows, from all columns of {@code weights}, [input][output]. */
  void rowGradients(Matrix weights) {
    for (int f = 0; f < fields.size(); f++) {
      FieldRows field = fields.get(f);
      MatrixProduct.set(lines(f, weights.columns()), weights.rows(field.column(), field.width()).transposed(),
          field.gradients());
    }
  }

  /** Returns [line][output] the sums of all fields. */
  Matrix slopes() {
    return new Matrix(flat, 0, lines, width, width, Matrix.Order.ROWS);
  }

  private void layOut(List<FieldRows> newFields) {
    fields = newFields;
    firsts = firsts.length == fields.size() ? firsts : new int[fields.size()];
    lines = 0;
    for (int f = 0; f < firsts.length; f++) {
      firsts[f] = lines;
      lines += fields.get(f).count();
    }
    if (products.length < lines) {
      flat = new float[Matrix.room(2 * lines, width)];
      products = new float[2 * lines][width];
      slopes = new float[2 * lines][width];
    }
  }

  private float[] product(int field, int row) {
    return products[firsts[field] + fields.get(field).rowOf()[row]];
  }

  private Matrix lines(int field, int columns) {
    return new Matrix(flat, firsts[field] * width, fields.get(field).count(), columns, width, Matrix.Order.ROWS);
  }
}
