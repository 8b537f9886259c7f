package io.fulcrum.balance;

/** What a round measures for a method. A method declares what it needs, and a round measures nothing else. */
public enum Evidence {
    /** The tasks' mean losses over the local steps, and of the probe at the round's start point. */
    LOSSES,
    /** The losses of the probe's examples again after the local steps, each worker's at its own end point. */
    PROBE_AFTER,
    /** The validation metrics of the last epoch. */
    VALIDATION,
    /** The inner products of the tasks' global mean gradients of the shared parameters, at the round's start point. */
    GRAM,
    /**
     * The inner products of the gradients of the tasks' mean losses by the representation that all heads read, row by
     * row, at the round's start point.
     */
    GRAM_REPRESENTATION,
    /** The inner products between the mean gradients of two halves of the probe's batches. */
    SPLIT_GRAM,
    /** The tasks' global mean gradients themselves. */
    COORDINATES;

    /** What it is, for messages. */
    String words() {
        return switch (this) {
            case LOSSES -> "losses";
            case PROBE_AFTER -> "losses after the local steps";
            case VALIDATION -> "validation metrics";
            case GRAM -> "products of gradients";
            case GRAM_REPRESENTATION -> "products of gradients by the common representation";
            case SPLIT_GRAM -> "products of the gradients of the probe's halves";
            case COORDINATES -> "gradients by coordinate";
        };
    }

    /** Whether workers compute gradients for it. */
    public boolean needsGradients() {
        return this == GRAM || this == GRAM_REPRESENTATION || this == SPLIT_GRAM || this == COORDINATES;
    }
}
