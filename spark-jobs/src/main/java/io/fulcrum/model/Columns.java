package io.fulcrum.model;

import io.fulcrum.model.ParameterLayout.Owner;

/** Some columns of a layer's activations, as one owner's layers above read them and send gradients back. */
final class Columns implements Signal {
  private final Activations activations;
  private final int from;
  private final int width;
  private final Owner owner;
  private boolean hasGradient;

  Columns(Activations activations, int from, int width, Owner owner) {
    this.activations = activations;
    this.from = from;
    this.width = width;
    this.owner = owner;
  }

  @Override
  public Owner owner() {
    return owner;
  }

  @Override
  public int width() {
    return width;
  }

  int rows() {
    return activations.rows();
  }

  /** Where a column of these begins in {@link #valueArray} and {@link #gradientArray}. */
  int at(int column) {
    return (from + column) * activations.rows();
  }

  float[] valueArray() {
    return activations.values();
  }

  float[] gradientArray() {
    return activations.gradients();
  }

  @Override
  public Matrix values() {
    return new Matrix(activations.values(), at(0), rows(), width, rows(), Matrix.Order.COLUMNS);
  }

  @Override
  public Matrix gradients() {
    return new Matrix(activations.gradients(), at(0), rows(), width, rows(), Matrix.Order.COLUMNS);
  }

  @Override
  public int gradientWidth(BackwardPass pass) {
    return width;
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
