package io.fulcrum.contract;

/** What a task predicts, and so which loss and which metrics it has. */
public enum TaskType {
    /** A label of 0 or 1; log loss on the logit. */
    BINARY,
    /** A real label; squared error on the output. */
    REGRESSION
}
