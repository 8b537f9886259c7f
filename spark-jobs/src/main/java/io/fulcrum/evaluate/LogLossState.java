package io.fulcrum.evaluate;

import io.fulcrum.model.LogOdds;
import java.io.Serializable;
import java.util.Locale;

/** Sums of a binary task's log loss, predictions and labels, taken from logits. */
public final class LogLossState implements Serializable {
    private static final long serialVersionUID = 1L;

    private long examples;
    private long positives;
    private final ExactSum lossSum = new ExactSum();
    private final ExactSum predictionSum = new ExactSum();

    /** The loss is softplus(z) - y·z, computed without forming a probability, so large logits stay finite and exact. */
    public void add(double logit, double label) {
        float z = Inputs.score(logit);
        int y = Inputs.binaryLabel(label);
        examples++;
        positives += y;
        lossSum.add(softplus(y == 1 ? -z : z));
        predictionSum.add(sigmoid(z));
    }

    public void merge(LogLossState other) {
        examples += other.examples;
        positives += other.positives;
        lossSum.merge(other.lossSum);
        predictionSum.merge(other.predictionSum);
    }

    public long examples() {
        return examples;
    }

    public long positives() {
        return positives;
    }

    /** Mean log loss in nats. */
    public double logLoss() {
        Inputs.notEmpty(examples, "Log loss state");
        return lossSum.value() / examples;
    }

    /** Log loss over the entropy of the base rate (He et al. 2014): below 1 is better than predicting the base rate. */
    public MetricValue normalizedEntropy() {
        double loss = logLoss();
        if (positives == 0 || positives == examples) {
            return MetricValue.undefined(
                    String.format(Locale.ROOT, "all %d labels are %d", examples, positives == 0 ? 0 : 1));
        }
        double rate = (double) positives / examples;
        return MetricValue.of(loss / -(rate * StrictMath.log(rate) + (1 - rate) * StrictMath.log1p(-rate)));
    }

    /** Sum of predictions over sum of labels: 1 is calibrated, above 1 predicts too much. */
    public MetricValue calibration() {
        Inputs.notEmpty(examples, "Log loss state");
        return positives == 0
                ? MetricValue.undefined(String.format(Locale.ROOT, "no positive among %d examples", examples))
                : MetricValue.of(predictionSum.value() / positives);
    }

    static double softplus(double z) {
        return Math.max(z, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(z)));
    }

    static double sigmoid(double z) {
        return LogOdds.probability(z);
    }
}
