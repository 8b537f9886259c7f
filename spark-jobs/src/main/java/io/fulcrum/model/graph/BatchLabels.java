package io.fulcrum.model.graph;

/** What terms of the loss read of a batch besides logits. */
public interface BatchLabels {
    int rows();

    /** Returns a row's label of a task, NaN where it has none. */
    float label(int task, int row);

    /** Returns how much a row counts for a task: 0 without a label, otherwise its weight, or 1 where rows have none. */
    float weight(int task, int row);

    /** Returns the task's loss of a labelled row at a logit. */
    double loss(int task, int row, double logit);

    /** Returns the derivative of that loss by the logit. */
    double slope(int task, int row, double logit);
}
