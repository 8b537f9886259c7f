package io.fulcrum.model;

import java.util.List;

/** A task's own loss at the logit of its auxiliary head; see {@link SmallTowers}. */
record TowerLoss(String name, double factor, TaskLogit logit) implements LossTerm {

    @Override
    public List<TaskLogit> logits() {
        return List.of(logit);
    }

    @Override
    public double weight(BatchLabels labels, int row) {
        return labels.weight(logit.task(), row);
    }

    @Override
    public double value(BatchLabels labels, int row, double[] logits, double[] slopes) {
        TaskLoss loss = labels.losses().get(logit.task());
        float label = labels.label(logit.task(), row);
        slopes[0] = loss.slope((float) logits[0], label);
        return loss.loss((float) logits[0], label);
    }
}
