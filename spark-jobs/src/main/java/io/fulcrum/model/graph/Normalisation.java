package io.fulcrum.model.graph;

/** What the sums of a hidden layer are divided by before its activation, for each example on its own. */
public enum Normalisation {
    /** Nothing. */
    NONE,
    /** Their standard deviation, after their mean is subtracted (Ba et al., Layer Normalization, 2016, eq. 3). */
    LAYER,
    /** Their root mean square (Zhang and Sennrich, RMSNorm, NeurIPS 2019, eq. 4). */
    RMS;

    /** Added to the mean of squares. */
    public static final float EPSILON = 1e-5f;

    /** Whether the mean is subtracted, and a trained shift added. */
    public boolean centres() {
        return this == LAYER;
    }

    /** Returns what a row's sums are multiplied by, with Σ x² over {@code 1 / share} columns. */
    public static float scale(float squares, float share) {
        return 1 / (float) Math.sqrt(squares * share + EPSILON);
    }
}
