package io.fulcrum.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.config.ConfigFiles;
import io.fulcrum.config.Problems;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

class TaskSettingsTest {
    private static List<TaskSettings> read(String tasks) {
        Problems problems = new Problems();
        List<TaskSettings> read = TaskSettings.read(
                ConfigFiles.load(List.of(), List.of("tasks=" + tasks)).reader(problems));
        problems.throwIfAny();
        return read;
    }

    private static AbstractThrowableAssert<?, ?> refusal(String tasks) {
        return assertThatThrownBy(() -> read(tasks));
    }

    @Test
    void read_nameAndLabelOnly_isABinaryTaskWithoutBounds() {
        assertThat(read("[{ name = buy, label = bought }]"))
                .containsExactly(new TaskSettings(
                        new TaskSpec("buy", "bought", TaskType.BINARY),
                        Optional.empty(),
                        0,
                        OptionalDouble.empty(),
                        1));
    }

    @Test
    void read_everything_isKeptInOrder() {
        List<TaskSettings> tasks =
                read("[{ name = a, label = x, positive = yes, floor = 0.1, ceiling = 0.7, weight = 3 },"
                        + " { name = b, label = y, type = regression }]");

        assertThat(tasks.get(0))
                .isEqualTo(new TaskSettings(
                        new TaskSpec("a", "x", TaskType.BINARY), Optional.of("yes"), 0.1, OptionalDouble.of(0.7), 3));
        assertThat(TaskSettings.taskSet(tasks).names()).containsExactly("a", "b");
        assertThat(tasks.get(1).spec().type()).isEqualTo(TaskType.REGRESSION);
    }

    @Test
    void read_noTask_isRefused() {
        refusal("[]").hasMessageStartingWith("--set: tasks = [] lists no task, but a model needs at least one.");
    }

    @Test
    void read_namesThatAreNone_areRefusedTogether() {
        refusal("[{ name = a, label = x }, { name = A, label = y }, { name = \"b c\", label = z }]")
                .hasMessage(
                        String.join(
                                System.lineSeparator(),
                                "--set: tasks[1].name = A is the name of an earlier task, but names must differ in more than case: rename"
                                        + " one.",
                                "--set: tasks[2].name = b c must be letters, digits, - and _ only: it names columns and files."));
    }

    @Test
    void read_positiveOfARegression_isRefused() {
        refusal("[{ name = a, label = x, type = regression, positive = 1 }]")
                .hasMessage("--set: tasks[0].positive = 1"
                        + " has no meaning for a regression task: remove it, or set type = binary.");
    }

    @Test
    void read_ceilingBelowFloor_isRefused() {
        refusal("[{ name = a, label = x, floor = 0.5, ceiling = 0.4 }, { name = b, label = y }]")
                .hasMessage(
                        "--set: tasks[0].ceiling = 0.4 is below the task's floor of 0.5: raise it or lower the floor.");
    }

    @Test
    void read_floorsAboveOneInSum_areRefused() {
        refusal("[{ name = a, label = x, floor = 0.75 }, { name = b, label = y, floor = 0.5 }]")
                .hasMessage(
                        "--set: tasks[1].floor = 0.5 makes the floors sum to 1.25, above 1, which no task weights satisfy:"
                                + " lower some floors.");
    }

    @Test
    void read_ceilingsBelowOneInSum_areRefused() {
        refusal("[{ name = a, label = x, ceiling = 0.25 }, { name = b, label = y, ceiling = 0.5 }]")
                .hasMessage(
                        "--set: tasks[1].ceiling = 0.5 makes the ceilings sum to 0.75, below 1, which no task weights satisfy:"
                                + " raise some ceilings.");
    }

    @Test
    void read_floorsOfOneInSum_arePossible() {
        assertThat(read("[{ name = a, label = x, floor = 0.7 }, { name = b, label = y, floor = 0.2 },"
                        + " { name = c, label = z, floor = 0.1 }]"))
                .hasSize(3);
    }

    @Test
    void read_manyProblems_areReportedTogether() {
        refusal("[{ name = \"a b\", label = x, floor = 0.5, ceiling = 0.2 }, { name = c, type = ranking },"
                        + " { name = c, label = y, wieght = 2 }]")
                .hasMessage(String.join(
                        System.lineSeparator(),
                        "--set: tasks[0].name = a b must be letters, digits, - and _ only: it names columns and files.",
                        "--set: tasks[0].ceiling = 0.2 is below the task's floor of 0.5: raise it or lower the floor.",
                        "--set: tasks[1].label is missing.",
                        "--set: tasks[1].type = ranking is not one of binary, regression.",
                        "--set: tasks[2].name = c is the name of an earlier task, but names must differ in more than case: rename"
                                + " one.",
                        "--set: unknown key \"tasks[2].wieght\". Did you mean \"tasks[2].weight\"?"));
    }

    @Test
    void read_misspeltKey_isRefused() {
        refusal("[{ name = a, label = x, flor = 0.5 }]")
                .hasMessage("--set: unknown key \"tasks[0].flor\". Did you mean \"tasks[0].floor\"?");
    }
}
