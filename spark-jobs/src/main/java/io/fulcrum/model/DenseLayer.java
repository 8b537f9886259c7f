package io.fulcrum.model;

import io.fulcrum.model.ParameterLayout.Owner;
import java.util.List;
import java.util.function.Predicate;

/**
 * Dense layers computed as one: several equal blocks side by side, each on its own columns below (the further layers of
 * all experts), or several parts on the same columns (the first layers of all experts and the gates of all tasks), for
 * one wide matrix product is faster than many narrow ones. Bias, activation and their derivatives are each one loop
 * over columns, and nothing is allocated in a step.
 *
 * <p>The weights lie by columns, [input of a block][output], part after part; then all biases.
 */
final class DenseLayer implements Layer {
  private final Signal below;
  private final Activations output;
  private final List<Columns> parts;
  private final Shape shape;
  private final FlatParameters parameters;

  /**
   * The form of a dense layer.
   *
   * @param blocks equal blocks, each on its own columns below
   * @param rectified how many of the first output columns pass a ReLU
   * @param weights where the weights begin among the parameters
   * @param biases where the biases begin
   */
  record Shape(int blocks, int rectified, int weights, int biases) {}

  /**
   * A layer that fills the parts, which follow each other in {@code output}.
   *
   * @param below what all parts read
   */
  DenseLayer(Signal below, Activations output, List<Columns> parts, Shape shape, FlatParameters parameters) {
    this.below = below;
    this.output = output;
    this.parts = parts;
    this.shape = shape;
    this.parameters = parameters;
  }

  @Override
  public void resize(int rows) {
    output.resize(rows);
  }

  @Override
  public void forward() {
    Matrix out = all(output.values());
    Matrix weights = weights(parameters.values());
    for (int block = 0; block < shape.blocks(); block++) {
      MatrixProduct.set(block(below.values(), block), block(weights, block), block(out, block));
    }
    for (int column = 0; column < output.width(); column++) {
      float bias = parameters.values()[shape.biases() + column];
      if (column < shape.rectified()) {
        ColumnLoops.addThenRectify(output.values(), column * output.rows(), output.rows(), bias);
      } else {
        ColumnLoops.add(output.values(), column * output.rows(), output.rows(), bias);
      }
    }
  }

  @Override
  public void backward(BackwardPass pass) {
    int measured = columns(pass::measures);
    int wanted = below.gradientWidth(pass);
    int carried = wanted == 0 ? 0 : columns(pass::reaches);
    int rectified = Math.min(shape.rectified(), Math.max(measured, carried));
    ColumnLoops.zeroWhereZero(output.values(), output.gradients(), rectified * output.rows());
    if (measured > 0) {
      measure(measured);
    }
    if (carried > 0) {
      weigh(pass);
      handDown(carried, wanted);
    }
  }

  private void measure(int columns) {
    Matrix slopes = all(output.gradients()).columns(0, columns);
    MatrixProduct.columnSums(slopes, parameters.gradients(), shape.biases());
    Matrix gradients = weights(parameters.gradients()).columns(0, columns);
    for (int block = 0; block < shape.blocks(); block++) {
      MatrixProduct.set(block(below.values(), block).transposed(), block(slopes, block), block(gradients, block));
    }
  }

  private void weigh(BackwardPass pass) {
    for (Columns part : parts) {
      float factor = pass.factor(part.owner(), below.owner());
      if (factor != 1) {
        ColumnLoops.scale(part.gradientArray(), part.at(0), part.width() * part.rows(), factor);
      }
    }
  }

  private void handDown(int columns, int wanted) {
    Matrix slopes = all(output.gradients()).columns(0, columns);
    Matrix weights = weights(parameters.values()).columns(0, columns);
    float kept = below.keptGradient();
    if (shape.blocks() == 1) {
      MatrixProduct.scaled(1, slopes, weights.rows(0, wanted).transposed(), kept, below.gradients().columns(0, wanted));
      return;
    }
    for (int block = 0; block < shape.blocks(); block++) {
      MatrixProduct.scaled(
          1, block(slopes, block), block(weights, block).transposed(), kept, block(below.gradients(), block));
    }
  }

  /** How many of the first columns belong to owners that pass. */
  private int columns(Predicate<Owner> passes) {
    int columns = 0;
    for (Columns part : parts) {
      if (!passes.test(part.owner())) {
        return columns;
      }
      columns += part.width();
    }
    return columns;
  }

  private Matrix all(float[] array) {
    int rows = output.rows();
    return new Matrix(array, 0, rows, output.width(), rows, Matrix.Order.COLUMNS);
  }

  private Matrix weights(float[] array) {
    int inputs = below.width() / shape.blocks();
    return new Matrix(array, shape.weights(), inputs, output.width(), inputs, Matrix.Order.COLUMNS);
  }

  private Matrix block(Matrix matrix, int block) {
    int width = matrix.columns() / shape.blocks();
    return matrix.columns(block * width, width);
  }
}
