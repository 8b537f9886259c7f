package io.fulcrum.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.contract.LabelScale;
import io.fulcrum.contract.TaskSet;
import io.fulcrum.contract.TaskSpec;
import io.fulcrum.contract.TaskType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KpisTest {
    private static final TaskSet TASKS = new TaskSet(List.of(
            new TaskSpec("click", "c", TaskType.BINARY),
            new TaskSpec("watch", "w", TaskType.REGRESSION),
            new TaskSpec("buy", "b", TaskType.BINARY)));

    private static final List<LabelScale> SCALES =
            List.of(LabelScale.IDENTITY, new LabelScale(100, 20), LabelScale.IDENTITY);

    /** 2 · 0.8 − 1 = 0.6; an RMSE of 10 of a deviation of 20 is 1 − ¼. */
    @Test
    void of_metrics_areOnOneScale() {
        double[] kpis = Kpis.of(
                Map.of("click", Map.of("auc", 0.8, "logLoss", 0.3), "watch", Map.of("rmse", 10.0)), TASKS, SCALES);
        assertThat(kpis[0]).isCloseTo(0.6, within(1e-15));
        assertThat(kpis[1]).isEqualTo(0.75);
        assertThat(kpis[2]).as("not measured").isNaN();
    }

    @Test
    void of_undefinedMetric_isNotKnown() {
        assertThat(Kpis.of(Map.of("click", Map.of("auc", Double.NaN)), TASKS, SCALES)[0])
                .isNaN();
    }
}
