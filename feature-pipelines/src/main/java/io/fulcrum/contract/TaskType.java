package io.fulcrum.contract;

/** What a task predicts, and so which losses and which metrics it can have. */
public enum TaskType {
    /** A label of 0 or 1; cross-entropy on the logit unless configured otherwise. */
    BINARY,
    /** A real label; squared error on the output unless configured otherwise. */
    REGRESSION
}
