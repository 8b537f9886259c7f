package io.fulcrum.model.loss;

/**
 * The loss of Huber, "Robust Estimation of a Location Parameter" (1964), times two so that it equals
 * {@link TaskLoss.SquaredError} near zero: d^2 for a difference |d| up to delta, else 2 delta |d| - delta^2.
 *
 * @param delta above 0, in the unit of the labels that are learned: standard deviations of the training labels
 */
public record HuberLoss(double delta) implements TaskLoss {
    @Override
    public double loss(float logit, float label) {
        double difference = Math.abs((double) logit - label);
        return difference <= delta ? difference * difference : delta * (2 * difference - delta);
    }

    @Override
    public double slope(float logit, float label) {
        double difference = (double) logit - label;
        return 2 * Math.max(-delta, Math.min(delta, difference));
    }
}
