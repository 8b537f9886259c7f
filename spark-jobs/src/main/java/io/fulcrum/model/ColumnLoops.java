package io.fulcrum.model;

/** Loops over stretches of arrays, without branches, so that the JIT makes vector instructions of them. */
final class ColumnLoops {
  private static final float HUGE = Float.MAX_VALUE;

  private ColumnLoops() {}

  static void add(float[] values, int from, int count, float summand) {
    for (int i = from; i < from + count; i++) {
      values[i] += summand;
    }
  }

  static void addThenRectify(float[] values, int from, int count, float summand) {
    for (int i = from; i < from + count; i++) {
      values[i] = Math.max(0f, values[i] + summand);
    }
  }

  static void scale(float[] values, int from, int count, float factor) {
    for (int i = from; i < from + count; i++) {
      values[i] *= factor;
    }
  }

  /**
   * Sets gradients to zero where a rectified value is: the first {@code count} of both. Any value above zero, however
   * small, times the largest float twice is at least one; a comparison would be a branch.
   */
  static void zeroWhereZero(float[] values, float[] gradients, int count) {
    for (int i = 0; i < count; i++) {
      gradients[i] *= Math.min(1f, values[i] * HUGE * HUGE);
    }
  }

  /** Adds products of entries to {@code target}. */
  static void addProducts(Stretch a, Stretch b, Stretch target, int count) {
    float[] left = a.array;
    float[] right = b.array;
    float[] sum = target.array;
    for (int i = 0; i < count; i++) {
      sum[target.from + i] += left[a.from + i] * right[b.from + i];
    }
  }

  /** Sets {@code target} to products of entries. */
  static void setProducts(Stretch a, Stretch b, Stretch target, int count) {
    float[] left = a.array;
    float[] right = b.array;
    float[] product = target.array;
    for (int i = 0; i < count; i++) {
      product[target.from + i] = left[a.from + i] * right[b.from + i];
    }
  }

  /** A stretch of an array, from a place on. */
  record Stretch(float[] array, int from) {}
}
