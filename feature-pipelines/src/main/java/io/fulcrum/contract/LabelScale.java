package io.fulcrum.contract;

import io.fulcrum.contract.SplitSummary.LabelSummary;
import java.io.Serializable;
import java.util.Collections;
import java.util.List;

/**
 * The map between a task's labels and the numbers that are stored and learned: (label - mean) / deviation. Tasks of
 * other units then have losses of one size, and a label keeps its precision as a float wherever its mean is.
 *
 * @param deviation above 0
 */
public record LabelScale(double mean, double deviation) implements Serializable {
    /** Labels as they are, for a binary task. */
    public static final LabelScale IDENTITY = new LabelScale(0, 1);

    public LabelScale {
        if (!Double.isFinite(mean) || !Double.isFinite(deviation) || deviation <= 0) {
            throw new IllegalArgumentException("Label scale has mean " + mean + " and deviation " + deviation
                    + ", which must be finite and the deviation above 0. Prepare the data again and train on it.");
        }
    }

    /** Returns the scales of tasks whose labels are in their own unit. */
    public static List<LabelScale> identities(int tasks) {
        return Collections.nCopies(tasks, IDENTITY);
    }

    /**
     * Returns the scale of a task, given its labels in the training split; labels that are all equal are only shifted.
     */
    public static LabelScale of(TaskType type, LabelSummary labels) {
        if (type == TaskType.BINARY || labels.labelled() == 0) {
            return IDENTITY;
        }
        return new LabelScale(labels.sum() / labels.labelled(), labels.deviation() == 0 ? 1 : labels.deviation());
    }

    /** Returns a label in standard units; NaN stays NaN. */
    public float scaled(double label) {
        return (float) ((label - mean) / deviation);
    }

    /** Returns a number of standard units in the label's unit; 64 bits, since a float does not hold mean and rest. */
    public double unscaled(double standard) {
        return standard * deviation + mean;
    }

    /** Returns a number of {@code other}'s standard units in this scale's; its bits where the scales are equal. */
    public float rescaled(float standard, LabelScale other) {
        return equals(other) ? standard : scaled(other.unscaled(standard));
    }
}
