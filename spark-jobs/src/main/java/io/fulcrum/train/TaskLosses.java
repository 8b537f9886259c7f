package io.fulcrum.train;

import io.fulcrum.model.loss.TaskSums;
import java.io.Serializable;

/** Loss sums, labelled-row counts and sums of weights per task: a mergeable state whose read-out is the mean loss. */
final class TaskLosses implements Serializable {
    private static final long serialVersionUID = 1L;

    private final double[] sums; // [task]
    private final long[] labelled; // [task]
    private final double[] weights; // [task] sums over labelled rows: their number where rows have no weights

    TaskLosses(int tasks) {
        sums = new double[tasks];
        labelled = new long[tasks];
        weights = new double[tasks];
    }

    void add(TaskSums batch) {
        for (int task = 0; task < sums.length; task++) {
            sums[task] += batch.lossSums()[task];
            labelled[task] += batch.labelled()[task];
            weights[task] += batch.weights()[task];
        }
    }

    void merge(TaskLosses other) {
        for (int task = 0; task < sums.length; task++) {
            sums[task] += other.sums[task];
            labelled[task] += other.labelled[task];
            weights[task] += other.weights[task];
        }
    }

    long[] labelled() {
        return labelled.clone();
    }

    /** Returns what each task's sums are divided by for a mean over rows. */
    double[] weights() {
        return weights.clone();
    }

    /** Returns the mean loss per task; NaN for a task without labels, whose loss is undefined. */
    double[] means() {
        double[] means = new double[sums.length];
        for (int task = 0; task < means.length; task++) {
            means[task] = labelled[task] == 0 ? Double.NaN : sums[task] / weights[task];
        }
        return means;
    }
}
