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
    void read_parents_areKept() {
        List<TaskSettings> tasks = read("[{ name = a, label = x }, { name = b, label = y, parents = [a] }]");

        assertThat(tasks).extracting(TaskSettings::parents).containsExactly(List.of(), List.of("a"));
    }

    @Test
    void read_parentThatIsNoTask_isRefused() {
        refusal("[{ name = a, label = x }, { name = b, label = y, parents = [a, c] }]")
                .hasMessage("--set: tasks[1].parents = [\"a\",\"c\"] names no task in [c]; the tasks are a, b.");
    }

    @Test
    void read_parentsInARing_areRefusedAtEachTaskOfIt() {
        refusal(
                        "[{ name = a, label = x, parents = [b] }, { name = b, label = y, parents = [a] }, { name = c, label = z }]")
                .hasMessage(
                        String.join(
                                System.lineSeparator(),
                                "--set: tasks[0].parents = [\"b\"] is part of a ring, or leads to one: a task cannot depend on itself.",
                                "--set: tasks[1].parents = [\"a\"] is part of a ring, or leads to one: a task cannot depend on itself."));
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

    private static LossSettings loss(String keys) {
        return read("[{ name = a, label = x, " + keys + " }]").get(0).loss();
    }

    @Test
    void read_losses_areThoseOfTheTypeUnlessSet() {
        assertThat(loss("")).isEqualTo(new LossSettings(LossSettings.Kind.CROSS_ENTROPY, 1, 2, 0));
        assertThat(loss("type = regression")).isEqualTo(new LossSettings(LossSettings.Kind.SQUARED_ERROR, 1, 2, 0));
        assertThat(loss("type = regression, loss = huber, delta = 1.5"))
                .isEqualTo(new LossSettings(LossSettings.Kind.HUBER, 1.5, 2, 0));
        assertThat(loss("loss = focal, gamma = 0.5, label-smoothing = 0.1"))
                .isEqualTo(new LossSettings(LossSettings.Kind.FOCAL, 1, 0.5, 0.1));
        assertThat(loss("loss = cross-entropy")).isEqualTo(LossSettings.of(TaskType.BINARY));
        assertThat(loss("type = regression, loss = squared-error")).isEqualTo(LossSettings.of(TaskType.REGRESSION));
    }

    @Test
    void read_lossesThatCannotBe_areRefusedTogether() {
        refusal("[{ name = a, label = x, loss = huber }, { name = b, label = y, type = regression, loss = focal },"
                        + " { name = c, label = z, gamma = 2, loss = focl },"
                        + " { name = d, label = z, loss = focal, gamma = -1, label-smoothing = 1 },"
                        + " { name = e, label = z, type = regression, loss = huber, delta = 0, label-smoothing = 0.1 },"
                        + " { name = f, label = z, delta = 2 }]")
                .hasMessage(String.join(
                        System.lineSeparator(),
                        "--set: tasks[0].loss = huber is a loss of regression tasks, but the task is binary: choose"
                                + " cross-entropy or focal.",
                        "--set: tasks[1].loss = focal is a loss of binary tasks, but the task is regression: choose"
                                + " squared-error or huber.",
                        "--set: tasks[2].loss = focl is not one of cross-entropy, focal, squared-error, huber."
                                + " Did you mean \"focal\"?",
                        "--set: tasks[2].gamma = 2 is a key of loss = focal, but the loss is cross-entropy: remove the key,"
                                + " or set loss = focal.",
                        "--set: tasks[3].gamma = -1 must be a number between 0 and 100.",
                        "--set: tasks[3].label-smoothing = 1 makes every label one half, so there is nothing to learn:"
                                + " lower it.",
                        "--set: tasks[4].delta = 0 must be a number above 0.",
                        "--set: tasks[4].label-smoothing = 0.1 has no meaning for a regression task: remove it.",
                        "--set: tasks[5].delta = 2 is a key of loss = huber, but the loss is cross-entropy: remove the key,"
                                + " or set loss = huber."));
    }

    @Test
    void read_spaceAndWeights_areKeptInOneForm() {
        List<TaskSettings> tasks = read("[{ name = click, label = c }, { name = watch, label = w, type = regression,"
                + " space = \"click=1\" }, { name = buy, label = b, space = \" watch >=  2.50 AND click != 0 \","
                + " weight-column = importance }]");

        assertThat(TaskSettings.rows(tasks))
                .containsExactly(
                        TaskRows.ALL,
                        new TaskRows("click = 1", ""),
                        new TaskRows("watch >= 2.5 and click != 0", "importance"));
    }

    @Test
    void read_spacesThatCannotBe_areRefusedTogether() {
        refusal("[{ name = click, label = c, space = \"buy = 1\" }, { name = buy, label = b, space = \"late = 0\" },"
                        + " { name = late, label = l, space = \"click = 1\" }, { name = own, label = o, space = \"own = 1\" },"
                        + " { name = slip, label = s, space = \"clikc = 1\" }, { name = two, label = t, space = \"click = 2\" },"
                        + " { name = sql, label = q, space = \"click = 1 or buy = 1\" },"
                        + " { name = none, label = n, space = \"\" }]")
                .hasMessage(String.join(
                        System.lineSeparator(),
                        "--set: tasks[6].space = click = 1 or buy = 1 must compare labels of other tasks with numbers,"
                                + " such as \"click = 1\" or \"click = 1 and watch >= 30\".",
                        "--set: tasks[7].space =  is empty but needs a value.",
                        "--set: tasks[0].space = buy = 1 is part of a ring: click -> buy -> late -> click."
                                + " Remove the space of one of these tasks.",
                        "--set: tasks[3].space = own = 1 names its own task, but a space is a condition on the labels of"
                                + " other tasks: name another task, or use data.filter.",
                        "--set: tasks[4].space = clikc = 1 names no task \"clikc\". Did you mean \"click\"?",
                        "--set: tasks[5].space = click = 2 compares the binary task \"click\" with a number other than its"
                                + " labels: compare it with 0 or 1."));
    }
}
