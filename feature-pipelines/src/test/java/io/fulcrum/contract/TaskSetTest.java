package io.fulcrum.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskSetTest {
    private static final TaskSpec CLICK = new TaskSpec("click", "c", TaskType.BINARY);
    private static final TaskSpec BUY = new TaskSpec("buy", "b", TaskType.BINARY);

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "-a", "a.b", "ä", "a/b"})
    void newSpec_nameThatNamesNoFile_isRefused(String name) {
        assertThatThrownBy(() -> new TaskSpec(name, "l", TaskType.BINARY))
                .hasMessage("Task name \"" + name
                        + "\" must be letters, digits, - and _ only: it names columns and files. Choose such a name.");
    }

    @Test
    void new_withoutTasks_isRefused() {
        assertThatThrownBy(() -> new TaskSet(List.of()))
                .hasMessage("There are no tasks, but a model needs at least one. List them under tasks.");
    }

    @Test
    void new_twoOfOneName_isRefused() {
        assertThatThrownBy(() -> new TaskSet(List.of(CLICK, CLICK)))
                .hasMessage("Two tasks are named \"click\", but task names must be unique. Rename one.");
    }

    @Test
    void indexOf_names_arePositions() {
        TaskSet tasks = new TaskSet(List.of(CLICK, BUY));

        assertThat(tasks.names()).containsExactly("click", "buy");
        assertThat(tasks.indexOf("buy")).isEqualTo(1);
        assertThat(tasks).containsExactly(CLICK, BUY);
        assertThatThrownBy(() -> tasks.indexOf("clik"))
                .hasMessage("There is no task \"clik\". Did you mean \"click\"?");
    }

    @Test
    void json_ofTasks_isReadBack() {
        TaskSet tasks = new TaskSet(List.of(CLICK, BUY));

        assertThat(Json.parse(Json.line(tasks), TaskSet.class, "tasks")).isEqualTo(tasks);
    }
}
