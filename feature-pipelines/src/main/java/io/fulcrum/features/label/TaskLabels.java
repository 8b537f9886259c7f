package io.fulcrum.features.label;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.fulcrum.contract.TaskSettings;
import io.fulcrum.contract.TaskSpace;
import io.fulcrum.features.profile.LabelProfile;
import io.fulcrum.features.read.SourceTable;
import io.fulcrum.job.JobFailure;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The tasks' labels and weights as expressions of the source. A row outside a task's space has no label of the task,
 * and neither has one of weight 0: every count, statistic and loss then leaves it out in the same way.
 */
final class TaskLabels {
    private final List<TaskSettings> tasks;
    private final StructType schema;
    private final Column[] inSpace; // [task] null until it is asked for

    TaskLabels(List<TaskSettings> tasks, StructType schema) {
        this.tasks = tasks;
        this.schema = schema;
        inSpace = new Column[tasks.size()];
    }

    /** Returns per task a double, null where the row has no label. */
    List<Column> labels() {
        return each(task -> weight(task)
                .map(weight -> when(stored(weight).gt(0), inSpace(task)))
                .orElseGet(() -> inSpace(task)));
    }

    /** Returns per task with weights a float above 0, null where the row has no label. */
    List<Optional<Column>> weights() {
        List<Column> labels = labels();
        return IntStream.range(0, tasks.size())
                .mapToObj(task -> tasks.get(task)
                        .rows()
                        .weights()
                        .map(column -> when(
                                labels.get(task).isNotNull(),
                                weight(task).map(TaskLabels::stored).orElse(lit(1f)))))
                .toList();
    }

    /** Returns per task what is wrong with a row's weight, as {@link LabelProfile} counts it; none without weights. */
    List<Column> weightFaults() {
        boolean weighted =
                IntStream.range(0, tasks.size()).anyMatch(task -> weight(task).isPresent());
        return weighted
                ? each(task ->
                        weight(task).map(weight -> fault(inSpace(task), weight)).orElse(lit(LabelProfile.FINE)))
                : List.of();
    }

    private static Column fault(Column label, Column weight) {
        Column none = weight.isNull().or(isnan(weight)).or(abs(weight).gt(Float.MAX_VALUE));
        return when(label.isNull(), LabelProfile.FINE)
                .when(none, LabelProfile.NOT_FINITE)
                .when(weight.lt(0), LabelProfile.NEGATIVE)
                .otherwise(LabelProfile.FINE);
    }

    private static Column stored(Column weight) {
        return weight.cast(DataTypes.FloatType);
    }

    private Optional<Column> weight(int task) {
        return tasks.get(task)
                .rows()
                .weights()
                .filter(column -> schema.getFieldIndex(column).isDefined())
                .map(column -> SourceTable.column(column).cast(DataTypes.DoubleType));
    }

    private Column inSpace(int task) {
        if (inSpace[task] == null) {
            Column label = label(tasks.get(task));
            inSpace[task] = tasks.get(task)
                    .rows()
                    .condition()
                    .map(space -> when(holds(space), label))
                    .orElse(label);
        }
        return inSpace[task];
    }

    /** Spaces are in no ring, so this ends. */
    private Column holds(TaskSpace space) {
        return space.parts().stream()
                .map(part -> compared(inSpace(indexOf(part.task())), part))
                .reduce(Column::and)
                .orElseThrow();
    }

    private static Column compared(Column label, TaskSpace.Part part) {
        return switch (part.comparison()) {
            case EQUAL -> label.equalTo(part.value());
            case NOT_EQUAL -> label.notEqual(part.value());
            case AT_MOST -> label.leq(part.value());
            case AT_LEAST -> label.geq(part.value());
            case BELOW -> label.lt(part.value());
            case ABOVE -> label.gt(part.value());
        };
    }

    private int indexOf(String name) {
        return IntStream.range(0, tasks.size())
                .filter(task -> tasks.get(task).spec().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Column label(TaskSettings task) {
        if (schema.getFieldIndex(task.spec().label()).isEmpty()) {
            return lit(null).cast(DataTypes.DoubleType);
        }
        Column source = SourceTable.column(task.spec().label());
        DataType type = schema.apply(task.spec().label()).dataType();
        return task.positive()
                .map(positive -> when(source.equalTo(ColumnValue.literal(positive(task, positive, type), type)), 1.0)
                        .when(source.isNotNull(), 0.0))
                .orElse(source.cast(DataTypes.DoubleType));
    }

    private static Object positive(TaskSettings task, String text, DataType type) {
        return ColumnValue.parse(text, type)
                .orElseThrow(() -> JobFailure.dataCheck("Task \"" + task.spec().name() + "\": positive = " + text
                        + " is no value of label column \"" + task.spec().label() + "\" of type "
                        + type.simpleString() + ". Write a value that the column can hold."));
    }

    private List<Column> each(IntFunction<Column> column) {
        return IntStream.range(0, tasks.size()).mapToObj(column).toList();
    }
}
