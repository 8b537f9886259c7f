package io.fulcrum.model;

import io.fulcrum.config.ConfigReader;
import java.io.Serializable;

/**
 * The optimiser of local steps.
 *
 * @param rule how parameters move
 * @param learningRate by counted step
 * @param l2 coefficient of half the squared norm of the dense parameters, added to their gradient; embedding rows are
 *     left out, for a step must not visit rows that its batch did not touch
 * @param clipNorm largest norm of a step's whole gradient, dense and rows together; infinite for none
 */
public record OptimizerSettings(UpdateRule rule, LearningRate learningRate, double l2, double clipNorm)
    implements Serializable {
  /** The update rules by their names in the configuration. */
  private enum Type {
    SGD,
    ADAGRAD,
    ADAM
  }

  /** Reads the section {@code optimizer}. */
  public static OptimizerSettings read(ConfigReader root) {
    ConfigReader section = root.section("optimizer");
    double beta1 = section.number("beta1", 0, 0.999999);
    double beta2 = section.number("beta2", 0, 0.9999999);
    double epsilon = section.numberAbove("epsilon", 0);
    UpdateRule rule = switch (section.choice("type", Type.class)) {
      case SGD -> new UpdateRule.Sgd();
      case ADAGRAD -> new UpdateRule.Adagrad(epsilon);
      case ADAM -> new UpdateRule.Adam(beta1, beta2, epsilon);
    };
    double clip = section.number("clip-norm", 0, Double.MAX_VALUE);
    OptimizerSettings settings = new OptimizerSettings(rule, LearningRate.read(section),
        section.number("l2", 0, Double.MAX_VALUE), clip == 0 ? Double.POSITIVE_INFINITY : clip);
    section.refuseUnknown();
    return settings;
  }
}
