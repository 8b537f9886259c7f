package io.fulcrum.model.graph;

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
        slopes[0] = labels.slope(logit.task(), row, logits[0]);
        return labels.loss(logit.task(), row, logits[0]);
    }
}
