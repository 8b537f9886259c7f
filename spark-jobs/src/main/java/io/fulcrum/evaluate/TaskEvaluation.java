package io.fulcrum.evaluate;

import io.fulcrum.contract.LabelScale;
import java.io.Serializable;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** All metric states of one task: add rows on the workers, merge in a fixed order, read on the driver. */
public abstract sealed class TaskEvaluation implements Serializable permits BinaryEvaluation, RegressionEvaluation {
    private static final long serialVersionUID = 1L;

    private final TaskKind kind;
    private long unlabelled;

    TaskEvaluation(TaskKind kind) {
        this.kind = kind;
    }

    /** A binary task, measured inside groups too when the settings name a group column. */
    public static TaskEvaluation binary(EvaluationSettings settings) {
        return settings.grouped() ? BinaryEvaluation.grouped() : BinaryEvaluation.ungrouped();
    }

    /** A regression task whose rows are kept in the label's unit. */
    public static TaskEvaluation regression() {
        return regression(LabelScale.IDENTITY);
    }

    /** A regression task: rows are added in the label's unit, and those behind its curves are kept in the scale's. */
    public static TaskEvaluation regression(LabelScale scale) {
        return new RegressionEvaluation(scale);
    }

    /**
     * Adds one row.
     *
     * @param score a logit of a binary task, a prediction of a regression
     * @param label NaN where the row has no label for this task; such rows are counted and left out
     * @param group the row's group, {@link io.fulcrum.contract.manifest.FeatureManifest#NO_GROUP} for none; ignored
     *     unless the settings name a group column
     */
    public final void add(double score, double label, long group) {
        if (Double.isNaN(label)) {
            unlabelled++;
        } else {
            addLabelled(score, label, group);
        }
    }

    public final void merge(TaskEvaluation other) {
        mergeLabelled(other);
        unlabelled += other.unlabelled;
    }

    /** Metrics of all rows added; all of them undefined if no row was labelled. */
    public final TaskMetrics read(EvaluationSettings settings) {
        long examples = examples();
        if (examples + unlabelled == 0) {
            throw new IllegalStateException(
                    "Task evaluation was read without a row: metrics of nothing are undefined. Score a split that has rows.");
        }
        Map<Metric, MetricValue> values = new EnumMap<>(Metric.class);
        values.put(Metric.EXAMPLES, MetricValue.of(examples));
        values.put(Metric.UNLABELLED, MetricValue.of(unlabelled));
        if (examples == 0) {
            values.put(
                    kind.judge(),
                    MetricValue.undefined(String.format(Locale.ROOT, "no labelled example among %d rows", unlabelled)));
            return new TaskMetrics(kind, values, TaskCurves.NONE);
        }
        return new TaskMetrics(kind, values, measure(values, settings));
    }

    public abstract long examples();

    abstract void addLabelled(double score, double label, long group);

    abstract void mergeLabelled(TaskEvaluation other);

    /** Fills in the metrics and returns the curves. */
    abstract TaskCurves measure(Map<Metric, MetricValue> values, EvaluationSettings settings);

    final IllegalArgumentException differs(TaskEvaluation other) {
        return new IllegalArgumentException(String.format(
                Locale.ROOT,
                "Cannot merge %s into %s: states of one task must be of one kind. Make all with the same settings.",
                other,
                this));
    }
}
