package io.fulcrum.model.graph;

import java.util.List;

/**
 * The calibrator of Xi et al., AITM, KDD 2021: {@code factor} times the mean of max(σ(z_t) - σ(z_{t-1}), 0) over the
 * rows that count for task t. It keeps the probability of an event from exceeding that of the event before it in the
 * chain. Deviation from the paper: the mean instead of the sum over rows, because tasks' losses are means.
 *
 * @param earlier the logit of the event before
 * @param later the logit of the event
 */
public record Calibration(String name, double factor, TaskLogit earlier, TaskLogit later) implements LossTerm {

    public Calibration {
        SizeLimits.checkedFactor(name, factor, "0.6");
    }

    @Override
    public List<TaskLogit> logits() {
        return List.of(earlier, later);
    }

    @Override
    public double weight(BatchLabels labels, int row) {
        return labels.weight(later.task(), row);
    }

    @Override
    public double value(BatchLabels labels, int row, double[] logits, double[] slopes) {
        double before = Factors.sigmoid(logits[0]);
        double event = Factors.sigmoid(logits[1]);
        boolean exceeds = event > before;
        slopes[0] = exceeds ? before * (before - 1) : 0;
        slopes[1] = exceeds ? event * (1 - event) : 0;
        return exceeds ? event - before : 0;
    }
}
