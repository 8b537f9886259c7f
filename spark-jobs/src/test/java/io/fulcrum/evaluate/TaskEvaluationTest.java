package io.fulcrum.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TaskEvaluationTest {
    private static final EvaluationSettings GROUPED = new EvaluationSettings(5, 10, "user");

    @Test
    void read_nanLabels_areCountedAndLeftOut() {
        TaskEvaluation task = TaskEvaluation.binary(EvaluationSettings.DEFAULT);
        task.add(1, 1, 0);
        task.add(5, Double.NaN, 0);
        task.add(0, 0, 0);
        TaskMetrics metrics = task.read(EvaluationSettings.DEFAULT);
        assertThat(metrics.examples()).isEqualTo(2);
        assertThat(metrics.value(Metric.UNLABELLED)).hasValue(1);
        assertThat(metrics.value(Metric.POSITIVES)).hasValue(1);
        assertThat(metrics.judge()).hasValue(1);
    }

    @Test
    void read_onlyUnlabelled_isUndefinedNotZero() {
        TaskEvaluation task = TaskEvaluation.regression();
        task.add(5, Double.NaN, 0);
        TaskMetrics metrics = task.read(EvaluationSettings.DEFAULT);
        assertThat(metrics.examples()).isZero();
        assertThat(metrics.values().get(Metric.RMSE))
                .isEqualTo(MetricValue.undefined("no labelled example among 1 rows"));
    }

    @Test
    void read_groupedTask_addsTheGroupedMetrics() {
        TaskEvaluation grouped = TaskEvaluation.binary(GROUPED);
        TaskEvaluation plain = TaskEvaluation.binary(EvaluationSettings.DEFAULT);
        Row.binary(1, 100).forEach(row -> {
            grouped.add(row.score(), row.label(), row.group());
            plain.add(row.score(), row.label(), row.group());
        });
        EnumSet<Metric> added = EnumSet.copyOf(grouped.read(GROUPED).values().keySet());
        added.removeAll(plain.read(EvaluationSettings.DEFAULT).values().keySet());
        assertThat(added)
                .containsExactlyInAnyOrder(
                        Metric.GROUPS,
                        Metric.UNGROUPED,
                        Metric.GROUPED_AUC,
                        Metric.GROUPED_AUC_GROUP_COVERAGE,
                        Metric.GROUPED_AUC_EXAMPLE_COVERAGE,
                        Metric.NDCG,
                        Metric.NDCG_COVERAGE);
    }

    @Test
    void states_filled_canTravelFromASparkTask() {
        for (TaskEvaluation task : new TaskEvaluation[] {TaskEvaluation.binary(GROUPED), TaskEvaluation.regression()}) {
            task.add(1, 1, 3);
            assertThatCode(() -> new ObjectOutputStream(OutputStream.nullOutputStream()).writeObject(task))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void sortableFloat_anyPair_keepsOrderAndValue() {
        float[] rising = {-Float.MAX_VALUE, -2, -1e-40f, 0, 1e-40f, 1.5f, Float.MAX_VALUE};
        for (int i = 0; i < rising.length; i++) {
            assertThat(SortableFloat.decode(SortableFloat.encode(rising[i]))).isEqualTo(rising[i]);
            assertThat(i == 0 || SortableFloat.encode(rising[i - 1]) < SortableFloat.encode(rising[i]))
                    .isTrue();
        }
        assertThat(SortableFloat.encode(-0.0f)).isEqualTo(SortableFloat.encode(0.0f));
    }

    @Test
    void settings_withoutBins_areRefused() {
        assertThatThrownBy(() -> new EvaluationSettings(0, 10, ""))
                .hasMessage(
                        "evaluate.calibration-bins = 0 must be at least 1. Set how many equal-mass bins the calibration curve has.");
    }

    @Test
    void taskMetrics_withoutExamples_areRefused() {
        assertThatThrownBy(() -> new TaskMetrics(TaskKind.BINARY, Map.of(), TaskCurves.NONE))
                .hasMessage("Task metrics [] have no \"examples\": every task states its example count. Add it.");
    }

    @Test
    void metricValue_notFinite_isRefused() {
        assertThatThrownBy(() -> MetricValue.of(Double.NaN))
                .hasMessage("Metric value NaN must be finite. Report it as undefined, with the reason.");
    }
}
