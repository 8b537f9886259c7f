package io.fulcrum.model;

import io.fulcrum.model.ParameterLayout.Owner;

/** What a layer reads: a batch's values, and room for the gradient by them. */
sealed interface Signal permits Columns, NetworkInputs {

  /** Who made it. */
  Owner owner();

  /** Number of columns. */
  int width();

  /** Returns [row][column] the values. */
  Matrix values();

  /** Returns [row][column] the gradient, of which {@link #gradientWidth} columns from the first are wanted. */
  Matrix gradients();

  /** How many columns a gradient is wanted of in a pass. */
  int gradientWidth(BackwardPass pass);

  /** Begins a backward pass, in which no gradient has come yet. */
  void forgetGradient();

  /**
   * Returns what a layer must multiply the gradient that lies here by before it adds its own: 0 for the first layer
   * that does so in a pass, 1 for the others.
   */
  float keptGradient();
}
