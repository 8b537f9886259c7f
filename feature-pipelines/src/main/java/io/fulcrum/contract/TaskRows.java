package io.fulcrum.contract;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Optional;

/**
 * Which rows count for a task, and how much.
 *
 * @param space the condition under which a row has a label of the task, as {@link TaskSpace} writes it; empty for none
 * @param weightColumn source column of the rows' weights, empty where every labelled row counts once
 */
public record TaskRows(String space, String weightColumn) {
    /** All labelled rows, each of which counts once. */
    public static final TaskRows ALL = new TaskRows("", "");

    /** Returns the rule that a task's space breaks, to follow its text; empty if it breaks none. */
    public static Optional<String> problem(TaskSet tasks, List<TaskRows> rows, int task) {
        try {
            return new TaskSpaces(tasks.tasks(), rows).problem(task);
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Returns the condition under which a row has a label, if there is one. */
    @JsonIgnore
    public Optional<TaskSpace> condition() {
        return space.isEmpty() ? Optional.empty() : Optional.of(TaskSpace.parse(space));
    }

    /** Returns the source column of the weights, if rows have weights. */
    @JsonIgnore
    public Optional<String> weights() {
        return Optional.of(weightColumn).filter(column -> !column.isEmpty());
    }
}
