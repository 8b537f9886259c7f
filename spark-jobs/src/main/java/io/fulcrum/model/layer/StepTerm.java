package io.fulcrum.model.layer;

/** What training adds to the loss from a batch, counted over steps for logs. */
public interface StepTerm {
    /** Counts the batch of the last step. */
    void count();

    /** Moves what was counted to {@code target}. */
    void take(Measures target);
}
