package io.fulcrum.features.label;

import static org.apache.spark.sql.functions.when;

import io.fulcrum.contract.FeatureManifest;
import io.fulcrum.contract.TaskSettings;
import io.fulcrum.features.read.ColumnNeed;
import io.fulcrum.features.read.ColumnType;
import io.fulcrum.features.read.SourceTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * Source rows with what they are labelled, as expressions of the source.
 *
 * @param source the needed source columns
 * @param split which row is in which split
 * @param labels per task a double, null where the row has no label
 * @param rowHash a hash of all source columns, by which rows are ordered
 * @param groupHash a hash of the group column
 */
public record LabelledRows(
        Dataset<Row> source, SplitRule split, List<Column> labels, Column rowHash, Optional<Column> groupHash) {

    /** Returns the rows labelled for the tasks. */
    public static LabelledRows of(
            Dataset<Row> source, SplitSettings split, List<TaskSettings> tasks, Optional<String> group) {
        return new LabelledRows(
                source,
                SplitRule.of(split, source.schema()),
                tasks.stream().map(LabelledRows::label).toList(),
                rowHash(source),
                group.map(
                        column -> functions.xxhash64(SourceTable.column(column)).as(FeatureManifest.GROUP_COLUMN)));
    }

    /** Returns the column that a task's label is read from. */
    public static ColumnNeed need(TaskSettings task) {
        return new ColumnNeed(
                task.spec().label(),
                "label of task \"" + task.spec().name() + "\"",
                task.positive().isPresent() ? ColumnType.CATEGORY : ColumnType.NUMBER_OR_BOOLEAN);
    }

    private static Column label(TaskSettings task) {
        Column source = SourceTable.column(task.spec().label());
        return task.positive()
                .map(positive -> when(source.cast(DataTypes.StringType).equalTo(positive), 1.0)
                        .when(source.isNotNull(), 0.0))
                .orElse(source.cast(DataTypes.DoubleType));
    }

    /** Spark's hash passes over nulls, so which columns are null is hashed too: (1, null) is not (null, 1). */
    private static Column rowHash(Dataset<Row> source) {
        List<Column> hashed = new ArrayList<>();
        for (String name : source.columns()) {
            hashed.add(SourceTable.column(name).isNull());
        }
        Arrays.stream(source.columns()).map(SourceTable::column).forEach(hashed::add);
        return functions.xxhash64(hashed.toArray(new Column[0])).as(FeatureManifest.ROW_COLUMN);
    }
}
