package io.fulcrum.model.optimizer;

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
 * @param rows how embedding rows move
 */
public record OptimizerSettings(
        UpdateRule rule, LearningRate learningRate, double l2, double clipNorm, RowOptimizer rows)
        implements Serializable {
    /** The update rules by their names in the configuration. */
    private enum Type {
        SGD,
        ADAGRAD,
        ADAM
    }

    /** How embedding rows move: by which rule, and at which rate by counted step. */
    public record RowOptimizer(UpdateRule rule, LearningRate learningRate) implements Serializable {}

    /** The rules of embedding rows by their names in the configuration. */
    private enum RowType {
        SAME,
        SGD,
        ADAGRAD,
        ADAM,
        FTRL
    }

    /** Makes settings under which embedding rows move as the dense parameters do. */
    public OptimizerSettings(UpdateRule rule, LearningRate learningRate, double l2, double clipNorm) {
        this(rule, learningRate, l2, clipNorm, new RowOptimizer(rule, learningRate));
    }

    /** Reads the section {@code optimizer}. */
    public static OptimizerSettings read(ConfigReader root) {
        ConfigReader section = root.section("optimizer");
        UpdateRule.Adam adam = new UpdateRule.Adam(
                section.number("beta1", 0, 0.999999),
                section.number("beta2", 0, 0.9999999),
                section.numberAbove("epsilon", 0));
        UpdateRule rule = switch (section.choice("type", Type.class)) {
            case SGD -> new UpdateRule.Sgd();
            case ADAGRAD -> new UpdateRule.Adagrad(adam.epsilon());
            case ADAM -> adam;
        };
        double clip = section.number("clip-norm", 0, Double.MAX_VALUE);
        LearningRate rate = LearningRate.read(section);
        OptimizerSettings settings = new OptimizerSettings(
                rule,
                rate,
                section.number("l2", 0, Double.MAX_VALUE),
                clip == 0 ? Double.POSITIVE_INFINITY : clip,
                rows(section.section("embedding"), rule, adam, rate));
        section.refuseUnknown();
        return settings;
    }

    private static RowOptimizer rows(
            ConfigReader section, UpdateRule dense, UpdateRule.Adam adam, LearningRate denseRate) {
        UpdateRule.Ftrl ftrl = new UpdateRule.Ftrl(
                section.numberAbove("beta", 0),
                section.number("l1", 0, Double.MAX_VALUE),
                section.number("l2", 0, Double.MAX_VALUE));
        UpdateRule rule = switch (section.choice("type", RowType.class)) {
            case SAME -> dense;
            case SGD -> new UpdateRule.Sgd();
            case ADAGRAD -> new UpdateRule.Adagrad(adam.epsilon());
            case ADAM -> adam;
            case FTRL -> ftrl;
        };
        LearningRate rate =
                section.has("learning-rate") ? denseRate.withRate(section.numberAbove("learning-rate", 0)) : denseRate;
        section.refuseUnknown();
        return new RowOptimizer(rule, rate);
    }
}
