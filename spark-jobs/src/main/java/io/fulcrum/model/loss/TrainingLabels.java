package io.fulcrum.model.loss;

import io.fulcrum.model.graph.BatchLabels;
import java.util.List;

/**
 * The labels of a batch in training, with the tasks' losses.
 *
 * @param losses [task]
 * @param labels [task][row], NaN where unlabelled
 * @param weights [task][row], of which only those of weighted tasks are read
 * @param weighted [task] whether its rows have weights
 */
public record TrainingLabels(List<TaskLoss> losses, float[] labels, float[] weights, boolean[] weighted, int rows)
        implements BatchLabels {

    @Override
    public float label(int task, int row) {
        return labels[task * rows + row];
    }

    @Override
    public float weight(int task, int row) {
        if (Float.isNaN(label(task, row))) {
            return 0;
        }
        return weighted[task] ? weights[task * rows + row] : 1;
    }

    @Override
    public double loss(int task, int row, double logit) {
        return losses.get(task).loss((float) logit, label(task, row));
    }

    @Override
    public double slope(int task, int row, double logit) {
        return losses.get(task).slope((float) logit, label(task, row));
    }
}
