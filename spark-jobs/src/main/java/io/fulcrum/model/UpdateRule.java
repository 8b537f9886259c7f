package io.fulcrum.model;

import java.io.Serializable;

/**
 * How an optimiser moves parameters. One rule serves the dense parameters (one long row) and the embedding rows that a
 * batch touched; its state of {@code stateWidth} floats a row lies wherever the caller keeps it. Rules have no memory
 * of their own.
 */
public sealed interface UpdateRule extends Serializable permits UpdateRule.Sgd, UpdateRule.Adagrad, UpdateRule.Adam {

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
}
