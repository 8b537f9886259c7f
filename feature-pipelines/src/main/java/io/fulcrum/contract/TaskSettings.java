package io.fulcrum.contract;

import io.fulcrum.config.ConfigReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * One task as the configuration sets it.
 *
 * @param spec name, label column and type
 * @param positive the label value that counts as 1, for labels that are neither numbers nor booleans
 * @param floor smallest fraction of the weight sum that this task may get
 * @param ceiling largest fraction of the weight sum that this task may get
 * @param weight task weight where the balancer keeps weights fixed, before scaling to the weight sum
 * @param rows which rows count for the task, and how much
 * @param loss what it is trained with
 * @param parents names of the tasks that it depends on, for architectures that know dependent tasks
 */
public record TaskSettings(
        TaskSpec spec,
        Optional<String> positive,
        double floor,
        OptionalDouble ceiling,
        double weight,
        TaskRows rows,
        LossSettings loss,
        List<String> parents) {

    public TaskSettings {
        parents = List.copyOf(parents);
    }

    private static final double ROUNDING = 1e-9;

    /** Makes a task for which all labelled rows count alike, with the loss of its type. */
    public TaskSettings(TaskSpec spec, Optional<String> positive, double floor, OptionalDouble ceiling, double weight) {
        this(spec, positive, floor, ceiling, weight, TaskRows.ALL, LossSettings.of(spec.type()), List.of());
    }

    /** Returns a task without bounds whose rows are those that a manifest describes. */
    public static TaskSettings of(TaskSpec spec, Optional<String> positive, TaskRows rows) {
        return new TaskSettings(
                spec, positive, 0, OptionalDouble.empty(), 1, rows, LossSettings.of(spec.type()), List.of());
    }

    /** Reads {@code tasks}, noting every problem; floors above 1 in sum or ceilings below 1 in sum are problems. */
    public static List<TaskSettings> read(ConfigReader root) {
        List<ConfigReader> sections = root.sections("tasks");
        if (sections.isEmpty()) {
            root.problem("tasks", "lists no task, but a model needs at least one");
        }
        Set<String> names = new HashSet<>();
        List<TaskSettings> tasks = new ArrayList<>();
        for (ConfigReader section : sections) {
            tasks.add(readTask(section, names));
        }
        requireSpaces(tasks, sections);
        requireParents(tasks, sections);
        if (!tasks.isEmpty()) {
            requirePossible(tasks, sections.get(sections.size() - 1));
        }
        return tasks;
    }

    /** Returns the tasks without their weights. */
    public static TaskSet taskSet(List<TaskSettings> tasks) {
        return new TaskSet(tasks.stream().map(TaskSettings::spec).toList());
    }

    /** Returns which rows count for each task, and how much. */
    public static List<TaskRows> rows(List<TaskSettings> tasks) {
        return tasks.stream().map(TaskSettings::rows).toList();
    }

    /** Returns what each task is trained with. */
    public static List<LossSettings> losses(List<TaskSettings> tasks) {
        return tasks.stream().map(TaskSettings::loss).toList();
    }

    private static void requireSpaces(List<TaskSettings> tasks, List<ConfigReader> sections) {
        TaskSpaces spaces =
                new TaskSpaces(tasks.stream().map(TaskSettings::spec).toList(), rows(tasks));
        for (int task = 0; task < tasks.size(); task++) {
            ConfigReader section = sections.get(task);
            spaces.problem(task).ifPresent(rule -> section.problem("space", rule));
        }
    }

    private static void requireParents(List<TaskSettings> tasks, List<ConfigReader> sections) {
        List<String> names = tasks.stream().map(task -> task.spec().name()).toList();
        Set<String> before = new HashSet<>(); // names of tasks all of whose parents are before them
        for (int rounds = 0; rounds < tasks.size(); rounds++) {
            for (TaskSettings task : tasks) {
                if (before.containsAll(task.parents)) {
                    before.add(task.spec().name());
                }
            }
        }
        for (int task = 0; task < tasks.size(); task++) {
            List<String> strangers = new ArrayList<>(tasks.get(task).parents);
            strangers.removeAll(names);
            if (!strangers.isEmpty()) {
                sections.get(task)
                        .problem(
                                "parents",
                                "names no task in " + strangers + "; the tasks are " + String.join(", ", names));
            } else if (!before.contains(names.get(task))) {
                sections.get(task)
                        .problem("parents", "is part of a ring, or leads to one: a task cannot depend on itself");
            }
        }
    }

    private static TaskSettings readTask(ConfigReader section, Set<String> names) {
        TaskSpec spec = new TaskSpec(
                name(section, names),
                section.text("label"),
                section.has("type") ? section.choice("type", TaskType.class) : TaskType.BINARY);
        Optional<String> positive = section.optionalText("positive");
        if (positive.isPresent() && spec.type() != TaskType.BINARY) {
            section.problem("positive", "has no meaning for a regression task: remove it, or set type = binary");
        }
        double floor = section.has("floor") ? section.number("floor", 0, 1) : 0;
        OptionalDouble ceiling =
                section.has("ceiling") ? OptionalDouble.of(section.number("ceiling", 0, 1)) : OptionalDouble.empty();
        if (ceiling.isPresent() && ceiling.getAsDouble() < floor) {
            section.problem("ceiling", "is below the task's floor of " + floor + ": raise it or lower the floor");
        }
        double weight = section.has("weight") ? section.number("weight", 0, Double.MAX_VALUE) : 1;
        TaskRows rows = new TaskRows(
                section.optionalText("space")
                        .filter(text -> !text.isBlank())
                        .map(text -> space(section, text))
                        .orElse(""),
                section.optionalText("weight-column").orElse(""));
        LossSettings loss = LossSettings.read(section, spec.type());
        List<String> parents = section.has("parents") ? section.texts("parents") : List.of();
        section.refuseUnknown();
        return new TaskSettings(spec, positive, floor, ceiling, weight, rows, loss, parents);
    }

    private static String space(ConfigReader section, String text) {
        try {
            return TaskSpace.parse(text).toString();
        } catch (IllegalArgumentException e) {
            section.problem("space", String.valueOf(e.getMessage()));
            return "";
        }
    }

    private static String name(ConfigReader section, Set<String> names) {
        String name = section.text("name");
        if (name.isBlank()) {
            return "unnamed";
        }
        if (!TaskSpec.isName(name)) {
            section.problem("name", "must be letters, digits, - and _ only: it names columns and files");
            return "unnamed";
        }
        if (!names.add(name.toLowerCase(Locale.ROOT))) {
            section.problem(
                    "name", "is the name of an earlier task, but names must differ in more than case: rename one");
        }
        return name;
    }

    private static void requirePossible(List<TaskSettings> tasks, ConfigReader last) {
        double floors = tasks.stream().mapToDouble(TaskSettings::floor).sum();
        if (floors > 1 + ROUNDING) {
            last.problem(
                    "floor",
                    "makes the floors sum to " + floors + ", above 1, which no task weights satisfy:"
                            + " lower some floors");
        }
        double ceilings =
                tasks.stream().mapToDouble(task -> task.ceiling().orElse(1)).sum();
        if (ceilings < 1 - ROUNDING) {
            last.problem(
                    "ceiling",
                    "makes the ceilings sum to " + ceilings + ", below 1, which no task weights satisfy:"
                            + " raise some ceilings");
        }
    }
}
