package io.fulcrum.model.loss;

/**
 * The focal loss of Lin et al., "Focal Loss for Dense Object Detection" (ICCV 2017), equation 4: cross-entropy times
 * (1 - p)^gamma, where p is the probability of the true class, so that rows that are predicted well count less.
 *
 * <p>For a label of 1 and the logit z it is s(-z)^gamma softplus(-z), where s is the sigmoid and s(-z)^gamma is
 * computed as exp(-gamma softplus(z)): nothing overflows, and no probability is rounded to 0 or 1. The derivative is
 * -s(-z)^gamma (gamma s(z) softplus(-z) + s(-z)). A label of 0 is the same at -z. A label between them is the mixture
 * of both, linear in the label as cross-entropy is. A gamma of 0 is cross-entropy, to rounding. The paper's factor
 * alpha is a weight per class: use a weight column.
 *
 * @param gamma at least 0
 */
public record FocalLoss(double gamma) implements TaskLoss {
    @Override
    public double loss(float logit, float label) {
        return label * positive(logit) + (1 - (double) label) * positive(-logit);
    }

    @Override
    public double slope(float logit, float label) {
        return label * positiveSlope(logit) - (1 - (double) label) * positiveSlope(-logit);
    }

    private double positive(double z) {
        return Math.exp(-gamma * softplus(z)) * softplus(-z);
    }

    private double positiveSlope(double z) {
        return -Math.exp(-gamma * softplus(z)) * (gamma * sigmoid(z) * softplus(-z) + sigmoid(-z));
    }

    private static double softplus(double z) {
        return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
    }

    private static double sigmoid(double z) {
        return 1 / (1 + Math.exp(-z));
    }
}
