package io.fulcrum.evaluate;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** Everything the report says about one task: its metrics, in the order of {@link Metric}, and its curves. */
public record TaskMetrics(TaskKind kind, Map<Metric, MetricValue> values, TaskCurves curves) {

    public TaskMetrics {
        if (!values.containsKey(Metric.EXAMPLES)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Task metrics %s have no \"examples\": every task states its example count. Add it.",
                    values.keySet()));
        }
        values = Collections.unmodifiableMap(new EnumMap<>(values));
    }

    /** The metric's value; empty where it is undefined or not part of this task. */
    public OptionalDouble value(Metric metric) {
        return values.containsKey(metric) ? values.get(metric).measured() : OptionalDouble.empty();
    }

    public long examples() {
        return (long) value(Metric.EXAMPLES).orElse(0);
    }

    /** The metric this kind of task is judged by. */
    public OptionalDouble judge() {
        return value(kind.judge());
    }

    public OptionalDouble standardError() {
        return value(kind.standardError());
    }
}
