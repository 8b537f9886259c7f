package io.fulcrum.model.graph;

import io.fulcrum.model.graph.NetworkGraph.Value;

/**
 * How likely a step of a chain of events is observed, as the network itself predicts it: the probability of the event
 * before, but at least {@code clip}, because the variance of a mean of o / p grows with 1 / p.
 *
 * @param task whose event follows
 * @param logit of the event before, read as a constant
 */
public record Propensity(int task, Value logit, double clip) {
    public static final double LEAST_CLIP = 1e-6;

    /** Refuses a clip that is out of bounds. */
    public static void checkClip(double clip) {
        if (!(clip >= LEAST_CLIP && clip <= 1)) {
            throw new IllegalArgumentException("clip = " + clip + " must be between " + LEAST_CLIP
                    + " and 1. Set the least propensity of an event, for example 0.05.");
        }
    }

    /** Returns how much a row counts: 0 unless it has labels of the task and of the event before. */
    double weight(BatchLabels labels, int row) {
        return Float.isNaN(labels.label(task - 1, row)) ? 0 : labels.weight(task, row);
    }

    /** Returns o / p: 1 / p where the event before happened, otherwise 0. */
    double inverse(BatchLabels labels, int row, double value) {
        return labels.label(task - 1, row) / Math.max(clip, Factors.sigmoid(value));
    }
}
