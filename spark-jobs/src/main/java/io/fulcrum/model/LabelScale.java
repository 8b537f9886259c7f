package io.fulcrum.model;

import io.fulcrum.contract.SplitSummary.LabelSummary;
import io.fulcrum.contract.TaskType;
import java.io.Serializable;

/**
 * Where a task's labels lie: a network learns (label - mean) / deviation, so that tasks in other units have losses of
 * one size and no output must travel to its mean first.
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

    /**
     * Returns the scale of a task, given its labels in the training split; labels that are all equal are only moved.
     */
    public static LabelScale of(TaskType type, LabelSummary labels) {
        if (type == TaskType.BINARY || labels.labelled() == 0) {
            return IDENTITY;
        }
        return new LabelScale(labels.sum() / labels.labelled(), labels.deviation() == 0 ? 1 : labels.deviation());
    }

    /** Returns a label as the loss sees it; NaN stays NaN. */
    public float scaled(float label) {
        return (float) ((label - mean) / deviation);
    }

    /** Returns a network's output in the label's unit. */
    public float unscaled(float output) {
        return (float) (output * deviation + mean);
    }
}
