package io.fulcrum.contract;

import io.fulcrum.config.NearestName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The spaces of all tasks together, which may build on each other but not in a ring.
 *
 * @param rows per task
 */
record TaskSpaces(List<TaskSpec> tasks, List<TaskRows> rows) {
    /** Returns the rule that a task's space breaks, to follow its text; empty if it breaks none. */
    Optional<String> problem(int task) {
        List<TaskSpace.Part> parts =
                rows.get(task).condition().map(TaskSpace::parts).orElse(List.of());
        return parts.stream()
                .map(part -> problem(task, part))
                .flatMap(Optional::stream)
                .findFirst()
                .or(() -> ring(task));
    }

    private Optional<String> problem(int task, TaskSpace.Part part) {
        int other = names().indexOf(part.task());
        if (other < 0) {
            return Optional.of("names no task \"" + part.task() + "\". " + NearestName.hint(part.task(), names()));
        }
        if (other == task) {
            return Optional.of("names its own task, but a space is a condition on the labels of other tasks:"
                    + " name another task, or use data.filter");
        }
        boolean label = part.value() == 0 || part.value() == 1;
        return tasks.get(other).type() == TaskType.BINARY && !label
                ? Optional.of("compares the binary task \"" + part.task() + "\" with a number other than its labels:"
                        + " compare it with 0 or 1")
                : Optional.empty();
    }

    /** The first task of a ring reports it, so that there is one problem for each ring. */
    private Optional<String> ring(int task) {
        List<Integer> path = new ArrayList<>(List.of(task));
        return closes(task, path) && path.stream().allMatch(other -> other >= task)
                ? Optional.of("is part of a ring: "
                        + String.join(
                                " -> ",
                                path.stream().map(other -> names().get(other)).toList())
                        + " -> " + names().get(task) + ". Remove the space of one of these tasks")
                : Optional.empty();
    }

    /** Extends the path to one that leads back to {@code start}, if there is one. */
    private boolean closes(int start, List<Integer> path) {
        for (int next : others(path.get(path.size() - 1))) {
            if (next == start) {
                return true;
            }
            if (!path.contains(next)) {
                path.add(next);
                if (closes(start, path)) {
                    return true;
                }
                path.remove(path.size() - 1);
            }
        }
        return false;
    }

    private List<Integer> others(int task) {
        return rows.get(task).condition().map(TaskSpace::parts).orElse(List.of()).stream()
                .map(part -> names().indexOf(part.task()))
                .filter(other -> other >= 0)
                .toList();
    }

    private List<String> names() {
        return tasks.stream().map(TaskSpec::name).toList();
    }
}
