package io.fulcrum.model;

/** The squared norm of floats in double, which is finite exactly if all of them are. */
final class SquaredNorm {
  private SquaredNorm() {}

  /** Sums in four lanes: one would wait for each addition. */
  static double of(float[] values) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 3 < values.length; i += 4) {
      a += (double) values[i] * values[i];
      b += (double) values[i + 1] * values[i + 1];
      c += (double) values[i + 2] * values[i + 2];
      d += (double) values[i + 3] * values[i + 3];
    }
    for (; i < values.length; i++) {
      a += (double) values[i] * values[i];
    }
    return a + b + c + d;
  }
}
