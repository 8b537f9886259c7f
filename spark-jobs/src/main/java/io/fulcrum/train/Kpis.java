package io.fulcrum.train;

import io.fulcrum.contract.LabelScale;
import io.fulcrum.contract.TaskSet;
import io.fulcrum.contract.TaskType;
import java.util.List;
import java.util.Map;

/**
 * Key performance indicators of the tasks on one scale, from validation metrics: 1 is perfect, 0 is no better than
 * chance. 2 AUC − 1 of a binary task, 1 − RMSE² / σ² of a regression task with the training labels' deviation σ.
 */
final class Kpis {
    private Kpis() {}

    /**
     * Returns [task] the KPIs; NaN where the metric is missing or undefined.
     *
     * @param scales [task]
     */
    static double[] of(Map<String, Map<String, Double>> metrics, TaskSet tasks, List<LabelScale> scales) {
        double[] kpis = new double[tasks.size()];
        for (int i = 0; i < kpis.length; i++) {
            Map<String, Double> measured = metrics.getOrDefault(tasks.task(i).name(), Map.of());
            boolean binary = tasks.task(i).type() == TaskType.BINARY;
            double relative =
                    measured.getOrDefault("rmse", Double.NaN) / scales.get(i).deviation();
            kpis[i] = binary ? 2 * measured.getOrDefault("auc", Double.NaN) - 1 : 1 - relative * relative;
        }
        return kpis;
    }
}
