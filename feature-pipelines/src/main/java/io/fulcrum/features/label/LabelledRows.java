package io.fulcrum.features.label;

import static org.apache.spark.sql.functions.when;

import io.fulcrum.contract.LabelScale;
import io.fulcrum.contract.TaskSettings;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.features.read.ColumnNeed;
import io.fulcrum.features.read.ColumnType;
import io.fulcrum.features.read.SourceSettings;
import io.fulcrum.features.read.SourceTable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * Source rows with what they are labelled, as expressions of the source.
 *
 * @param source the needed source columns
 * @param split which row is in which split
 * @param labels per task a double, null where the row has no label
 * @param weights per task with weights a float above 0, null where the row has no label
 * @param weightFaults per task what is wrong with the row's weight, as the profile counts it; none without weights
 * @param keyHash a hash of the key columns, null where one of them is null or there is none
 * @param groupHash a hash of the group column, {@link FeatureManifest#NO_GROUP} where it is null or NaN
 */
public record LabelledRows(
        Dataset<Row> source,
        SplitRule split,
        List<Column> labels,
        List<Optional<Column>> weights,
        List<Column> weightFaults,
        Column keyHash,
        Optional<Column> groupHash) {

    /** Returns the rows labelled for the tasks; they have no label of a task whose column is not among theirs. */
    public static LabelledRows of(
            Dataset<Row> source, SplitSettings split, List<TaskSettings> tasks, SourceSettings settings) {
        TaskLabels labels = new TaskLabels(tasks, source.schema());
        return new LabelledRows(
                source,
                SplitRule.of(split, source.schema()),
                labels.labels(),
                labels.weights(),
                labels.weightFaults(),
                keyHash(settings.key()),
                settings.group().map(column -> groupHash(source, column)));
    }

    /** Returns the column that a task's label is read from. */
    public static ColumnNeed need(TaskSettings task) {
        return new ColumnNeed(
                task.spec().label(),
                "label of task \"" + task.spec().name() + "\"",
                task.positive().isPresent() ? ColumnType.CATEGORY_OR_NUMBER : ColumnType.LABEL);
    }

    /** Returns the column that a task's weights are read from, if rows have weights. */
    public static Optional<ColumnNeed> weightNeed(TaskSettings task) {
        return task.rows()
                .weights()
                .map(column -> new ColumnNeed(
                        column, "weight-column of task \"" + task.spec().name() + "\"", ColumnType.NUMBER));
    }

    /** Returns a label as it is stored: shifted and scaled in 64 bits, then a float. */
    public static Column stored(Column label, LabelScale scale) {
        Column standard = scale.equals(LabelScale.IDENTITY)
                ? label
                : label.minus(scale.mean()).divide(scale.deviation());
        return standard.cast(DataTypes.FloatType);
    }

    private static Column keyHash(List<String> key) {
        Column none = functions.lit(null).cast(DataTypes.LongType);
        List<Column> columns = key.stream().map(SourceTable::column).toList();
        return columns.stream()
                .map(Column::isNotNull)
                .reduce(Column::and)
                .map(present -> when(present, functions.xxhash64(columns.toArray(Column[]::new))))
                .orElse(none);
    }

    /** An empty text is a group like any other value; null and NaN are none. */
    private static Column groupHash(Dataset<Row> source, String name) {
        Column group = SourceTable.column(name);
        DataType type = source.schema().apply(name).dataType();
        boolean floating = type.equals(DataTypes.DoubleType) || type.equals(DataTypes.FloatType);
        Column present = floating ? group.isNotNull().and(functions.not(functions.isnan(group))) : group.isNotNull();
        return when(present, functions.xxhash64(group))
                .otherwise(FeatureManifest.NO_GROUP)
                .as(FeatureManifest.GROUP_COLUMN);
    }
}
