package io.fulcrum.model.loss;

/**
 * A loss of binary labels that are moved towards one half: y becomes y (1 - s) + s / 2, as in Szegedy et al.,
 * "Rethinking the Inception Architecture" (CVPR 2016), section 7, for two classes.
 *
 * @param smoothing s, at least 0 and below 1
 */
record SmoothedLabels(TaskLoss loss, double smoothing) implements TaskLoss {
    @Override
    public double loss(float logit, float label) {
        return loss.loss(logit, smoothed(label));
    }

    @Override
    public double slope(float logit, float label) {
        return loss.slope(logit, smoothed(label));
    }

    private float smoothed(float label) {
        return (float) (label * (1 - smoothing) + smoothing / 2);
    }
}
