package io.fulcrum.train;

/** What becomes of a batch whose losses or gradients are not finite. */
public enum BadNumbers {
    /** The training ends and says where. */
    STOP,
    /** The batch is left out and counted. */
    SKIP
}
