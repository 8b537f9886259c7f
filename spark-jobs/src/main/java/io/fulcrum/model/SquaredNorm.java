package io.fulcrum.model;

/**
 * The squared norm of floats, which is finite exactly if all of them are: in single precision by BLAS, and in double
 * where that overflows.
 */
final class SquaredNorm {
  private SquaredNorm() {}

  static double of(float[] values) {
    float single = MatrixProduct.dot(values);
    return Float.isFinite(single) ? single : inDouble(values);
  }

  private static double inDouble(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return sum;
  }
}
