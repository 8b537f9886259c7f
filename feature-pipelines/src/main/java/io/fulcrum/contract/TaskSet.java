package io.fulcrum.contract;

import io.fulcrum.config.NearestName;
import java.io.Serializable;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** The tasks of one model in their fixed order; names are unique. */
public record TaskSet(List<TaskSpec> tasks) implements Iterable<TaskSpec>, Serializable {
    public TaskSet {
        tasks = List.copyOf(tasks);
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException(
                    "There are no tasks, but a model needs at least one. List them under tasks.");
        }
        Set<String> seen = new HashSet<>();
        for (TaskSpec task : tasks) {
            if (!seen.add(task.name())) {
                throw new IllegalArgumentException(
                        "Two tasks are named \"" + task.name() + "\", but task names must be unique. Rename one.");
            }
        }
    }

    public int size() {
        return tasks.size();
    }

    public TaskSpec task(int index) {
        return tasks.get(index);
    }

    public List<String> names() {
        return tasks.stream().map(TaskSpec::name).toList();
    }

    /** Returns the position of the named task. */
    public int indexOf(String name) {
        int index = names().indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException("There is no task \"" + name + "\". " + NearestName.hint(name, names()));
        }
        return index;
    }

    @Override
    public Iterator<TaskSpec> iterator() {
        return tasks.iterator();
    }
}
