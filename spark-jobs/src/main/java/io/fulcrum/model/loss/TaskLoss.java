package io.fulcrum.model.loss;

import io.fulcrum.contract.LossSettings;
import io.fulcrum.contract.TaskSet;
import java.util.List;

/**
 * A task's loss as a function of its logits.
 *
 * <p>A label of NaN means unlabelled: the row adds no loss, gets no gradient and is not counted. DL4J's own losses
 * clip probabilities and divide by all rows; these are exact for every finite logit and the mean is over labelled
 * rows, so that a rarely labelled task is not mistaken for one with a small gradient. Where rows have weights, each
 * loss and gradient is multiplied by its row's weight and the mean divides by the sum of the weights.
 */
public sealed interface TaskLoss
        permits TaskLoss.BinaryCrossEntropy, TaskLoss.SquaredError, FocalLoss, HuberLoss, SmoothedLabels {

    /** Returns the default losses of tasks, in their order. */
    static List<TaskLoss> of(TaskSet tasks) {
        return tasks.tasks().stream()
                .map(task -> of(LossSettings.of(task.type())))
                .toList();
    }

    /** Returns the loss that the settings describe. */
    static TaskLoss of(LossSettings settings) {
        TaskLoss loss = switch (settings.kind()) {
            case CROSS_ENTROPY -> new BinaryCrossEntropy();
            case FOCAL -> settings.gamma() == 0 ? new BinaryCrossEntropy() : new FocalLoss(settings.gamma());
            case SQUARED_ERROR -> new SquaredError();
            case HUBER -> new HuberLoss(settings.delta());
        };
        return settings.smoothing() == 0 ? loss : new SmoothedLabels(loss, settings.smoothing());
    }

    /** Loss of one labelled row. */
    double loss(float logit, float label);

    /** Derivative of that loss with respect to the logit. */
    double slope(float logit, float label);

    /**
     * Writes every row's own derivative into {@code gradients}, not divided by anything; zero where unlabelled.
     * Reads and writes the {@code rows} entries from {@code offset} of logits, labels and gradients, so that one call
     * serves one task of arrays laid out [task][row].
     */
    default LossSum rowGradients(float[] logits, float[] labels, int offset, int rows, float[] gradients) {
        double sum = 0;
        long labelled = 0;
        for (int i = offset; i < offset + rows; i++) {
            if (Float.isNaN(labels[i])) {
                gradients[i] = 0;
            } else {
                sum += loss(logits[i], labels[i]);
                gradients[i] = (float) slope(logits[i], labels[i]);
                labelled++;
            }
        }
        return new LossSum(sum, labelled);
    }

    /** As {@link #rowGradients}, divided by the number of labelled rows: the gradient of the mean loss. */
    default LossSum meanGradients(float[] logits, float[] labels, int offset, int rows, float[] gradients) {
        LossSum result = rowGradients(logits, labels, offset, rows, gradients);
        for (int i = offset; i < offset + rows && result.labelled() > 0; i++) {
            gradients[i] /= result.labelled();
        }
        return result;
    }

    /** As {@link #rowGradients(float[], float[], int, int, float[])}, each row times its weight. */
    default LossSum rowGradients(WeightedRows rows, float[] gradients) {
        double sum = 0;
        long labelled = 0;
        double weight = 0;
        for (int i = rows.offset(); i < rows.offset() + rows.rows(); i++) {
            if (rows.counts(i)) {
                double weightOfRow = rows.weights()[i];
                sum += loss(rows.logits()[i], rows.labels()[i]) * weightOfRow;
                gradients[i] = (float) (slope(rows.logits()[i], rows.labels()[i]) * weightOfRow);
                labelled++;
                weight += weightOfRow;
            } else {
                gradients[i] = 0;
            }
        }
        return new LossSum(sum, labelled, weight);
    }

    /** As {@link #rowGradients(WeightedRows, float[])}, divided by the weights' sum: the gradient of the mean loss. */
    default LossSum meanGradients(WeightedRows rows, float[] gradients) {
        LossSum result = rowGradients(rows, gradients);
        for (int i = rows.offset(); i < rows.offset() + rows.rows() && result.labelled() > 0; i++) {
            gradients[i] = (float) (gradients[i] / result.weight());
        }
        return result;
    }

    /**
     * Cross-entropy of a sigmoid, written on the logit z: max(z, 0) - z y + log(1 + exp(-|z|)), which neither overflows
     * nor needs the clipping that caps DL4J's LossBinaryXENT.
     */
    record BinaryCrossEntropy() implements TaskLoss {
        @Override
        public double loss(float logit, float label) {
            double z = logit;
            return Math.max(z, 0) - z * label + Math.log1p(Math.exp(-Math.abs(z)));
        }

        @Override
        public double slope(float logit, float label) {
            return 1 / (1 + Math.exp(-(double) logit)) - label;
        }
    }

    /** The squared difference (z - y)^2, without the factor one half. */
    record SquaredError() implements TaskLoss {
        @Override
        public double loss(float logit, float label) {
            double difference = (double) logit - label;
            return difference * difference;
        }

        @Override
        public double slope(float logit, float label) {
            return 2 * ((double) logit - label);
        }
    }
}
