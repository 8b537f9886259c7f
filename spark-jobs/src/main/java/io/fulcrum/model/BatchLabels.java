package io.fulcrum.model;

import java.util.List;

/**
 * The labels of a batch with the tasks' losses.
 *
 * @param losses [task]
 * @param labels [task][row], NaN where unlabelled
 * @param weights [task][row], of which only those of weighted tasks are read
 * @param weighted [task] whether its rows have weights
 */
record BatchLabels(List<TaskLoss> losses, float[] labels, float[] weights, boolean[] weighted, int rows) {

    float label(int task, int row) {
        return labels[task * rows + row];
    }

    /** Returns how much a row counts for a task: 0 without a label, otherwise its weight, or 1 where rows have none. */
    float weight(int task, int row) {
        if (Float.isNaN(label(task, row))) {
            return 0;
        }
        return weighted[task] ? weights[task * rows + row] : 1;
    }
}
