package io.fulcrum.train;

import io.fulcrum.model.TaskSums;
import java.io.Serializable;

/** Loss sums and labelled-row counts per task: a mergeable state whose read-out is the mean loss. */
final class TaskLosses implements Serializable {
    private static final long serialVersionUID = 1L;

    private final double[] sums; // [task]
    private final long[] labelled; // [task]

    TaskLosses(int tasks) {
        sums = new double[tasks];
        labelled = new long[tasks];
    }

    void add(TaskSums batch) {
        for (int task = 0; task < sums.length; task++) {
            sums[task] += batch.lossSums()[task];
            labelled[task] += batch.labelled()[task];
        }
    }

    void merge(TaskLosses other) {
        for (int task = 0; task < sums.length; task++) {
            sums[task] += other.sums[task];
            labelled[task] += other.labelled[task];
        }
    }

    long[] labelled() {
        return labelled.clone();
    }

    /** Returns the mean loss per task; NaN for a task without labels, whose loss is undefined. */
    double[] means() {
        double[] means = new double[sums.length];
        for (int task = 0; task < means.length; task++) {
            means[task] = labelled[task] == 0 ? Double.NaN : sums[task] / labelled[task];
        }
        return means;
    }
}
