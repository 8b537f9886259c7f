package io.fulcrum.evaluate;

import java.util.Locale;

/** The checks every state makes on a row before it counts it. */
final class Inputs {
    private Inputs() {}

    /** The network computes in float, so ranks and ties are those of floats. */
    static float score(double score) {
        float value = (float) score;
        if (!Float.isFinite(value)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Score %s of an example must be a finite float: the model diverged. Evaluate another model.",
                    score));
        }
        return value + 0.0f;
    }

    static int binaryLabel(double label) {
        if (label != 0.0 && label != 1.0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Label %s of a binary task must be 0 or 1 (NaN where unlabelled)."
                            + " Set type = regression for the task, or correct its labels.",
                    label));
        }
        return (int) label;
    }

    static double finiteLabel(double label) {
        if (!Double.isFinite(label)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Label %s of a regression task must be finite (NaN where unlabelled). Correct its labels.",
                    label));
        }
        return label;
    }

    static void notEmpty(long examples, String state) {
        if (examples == 0) {
            throw new IllegalStateException(String.format(
                    Locale.ROOT,
                    "%s was read without an example: metrics of nothing are undefined. Add rows before reading.",
                    state));
        }
    }
}
