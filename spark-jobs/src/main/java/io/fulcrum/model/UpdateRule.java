package io.fulcrum.model;

import java.io.Serializable;

/**
 * How an optimiser moves parameters. One rule serves the dense parameters (one long row) and the embedding rows that a
 * batch touched; its state of {@code stateWidth} floats a row lies wherever the caller keeps it. Rules have no memory
 * of their own.
 */
public sealed interface UpdateRule extends Serializable
    permits UpdateRule.Sgd, UpdateRule.Adagrad, UpdateRule.Adam, UpdateRule.Ftrl {

  /** Returns how many floats of state a row of {@code width} parameters needs; they start as zeros. */
  int stateWidth(int width);

  /**
   * Moves one row against its gradient.
   *
   * @param step the counted step that is being taken, from 1
   */
  void update(Row row, double learningRate, long step);

  /** A cursor over one row: where its parameters, state and gradient lie. Reused, so that a step allocates nothing. */
  final class Row {
    float[] values;
    int at;
    float[] state;
    int stateAt;
    float[] gradient;
    int gradientAt;
    int width;
  }

  /** Plain stochastic gradient descent. */
  record Sgd() implements UpdateRule {
    @Override
    public int stateWidth(int width) {
      return 0;
    }

    @Override
    public void update(Row row, double learningRate, long step) {
      float rate = (float) learningRate;
      for (int i = 0; i < row.width; i++) {
        row.values[row.at + i] -= rate * row.gradient[row.gradientAt + i];
      }
    }
  }

  /** Adagrad (Duchi, Hazan and Singer, JMLR 2011), diagonal form: state is the sum of squared gradients. */
  record Adagrad(double epsilon) implements UpdateRule {
    @Override
    public int stateWidth(int width) {
      return width;
    }

    @Override
    public void update(Row row, double learningRate, long step) {
      float rate = (float) learningRate;
      float small = (float) epsilon;
      for (int i = 0; i < row.width; i++) {
        float gradient = row.gradient[row.gradientAt + i];
        float sum = row.state[row.stateAt + i] + gradient * gradient;
        row.state[row.stateAt + i] = sum;
        row.values[row.at + i] -= rate * gradient / ((float) Math.sqrt(sum) + small);
      }
    }
  }

  /**
   * Adam (Kingma and Ba, ICLR 2015). State is the first moments, the second moments, and the step of the last update.
   * A row that was away for some steps first has its moments decayed by as many, which is what dense Adam would have
   * done to them; the moves it would have made meanwhile are left out. Dense parameters are never away.
   */
  record Adam(double beta1, double beta2, double epsilon) implements UpdateRule {
    @Override
    public int stateWidth(int width) {
      return 2 * width + 1;
    }

    @Override
    public void update(Row row, double learningRate, long step) {
      int width = row.width;
      int second = row.stateAt + width;
      int last = second + width;
      double away = row.state[last] == 0 ? 1 : Math.max(1, step - row.state[last]);
      row.state[last] = step;
      float decay1 = (float) (away == 1 ? beta1 : Math.pow(beta1, away));
      float decay2 = (float) (away == 1 ? beta2 : Math.pow(beta2, away));
      float fresh1 = (float) (1 - beta1);
      float fresh2 = (float) (1 - beta2);
      float rate = (float) (learningRate / (1 - Math.pow(beta1, step)));
      float scale = (float) (1 / Math.sqrt(1 - Math.pow(beta2, step)));
      float small = (float) epsilon;
      for (int i = 0; i < width; i++) {
        float gradient = row.gradient[row.gradientAt + i];
        float m = decay1 * row.state[row.stateAt + i] + fresh1 * gradient;
        float v = decay2 * row.state[second + i] + fresh2 * gradient * gradient;
        row.state[row.stateAt + i] = m;
        row.state[second + i] = v;
        row.values[row.at + i] -= rate * m / ((float) Math.sqrt(v) * scale + small);
      }
    }
  }

  /**
   * FTRL-proximal (McMahan et al., KDD 2013, algorithm 1) by coordinate, with learning rate α. They keep z, whose
   * sign-thresholded value gives the parameter w = -(z - sign(z) λ1) / ((β + √n) / α + λ2), and n, the sum of squared
   * gradients. Where λ1 = λ2 = 0, z is -w (β + √n) / α, so we keep the rest, z + w (β + √n) / α, which holds only what
   * the penalties did. It is the same in exact arithmetic, and gains three things: state of zeros means first values
   * that need not be zero (they are the centre of the first proximal term, of which the paper's 0 is a case); workers'
   * rows can be merged, for w is not undone by a z of its own; and α may follow a schedule, even to 0, where nothing
   * moves.
   */
  record Ftrl(double beta, double l1, double l2) implements UpdateRule {
    @Override
    public int stateWidth(int width) {
      return 2 * width;
    }

    @Override
    public void update(Row row, double learningRate, long step) {
      if (learningRate > 0) {
        move(row, (float) (1 / learningRate));
      }
    }

    private void move(Row row, float perRate) {
      float first = (float) beta;
      float threshold = (float) l1;
      float decay = (float) l2;
      int squares = row.stateAt + row.width;
      for (int i = 0; i < row.width; i++) {
        float gradient = row.gradient[row.gradientAt + i];
        float sum = row.state[squares + i] + gradient * gradient;
        float pull = (first + (float) Math.sqrt(sum)) * perRate;
        float z = row.state[row.stateAt + i] + gradient - row.values[row.at + i] * pull;
        float shrunk = Math.max(z - threshold, 0f) + Math.min(z + threshold, 0f);
        float value = (0f - shrunk) / (pull + decay);
        row.state[squares + i] = sum;
        row.state[row.stateAt + i] = z + value * pull;
        row.values[row.at + i] = value;
      }
    }
  }
}
