package io.fulcrum.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.SettingsText;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class TaskSettingsTest {
  @Test
  void read_optionalKeysLeftOut_takesDefaults() {
    assertThat(read("tasks = [{ name = buy, label = bought }]")).containsExactly(new TaskSettings(
        new TaskSpec("buy", "bought", TaskType.BINARY), Optional.empty(), 0, OptionalDouble.empty(), 1));
  }

  @Test
  void read_everyKey_isTaken() {
    assertThat(read("tasks = [{ name = a, label = x, positive = yes, floor = 0.2, ceiling = 0.7, weight = 2 },"
        + " { name = b, label = y, type = regression }]")).containsExactly(
            new TaskSettings(
                new TaskSpec("a", "x", TaskType.BINARY), Optional.of("yes"), 0.2, OptionalDouble.of(0.7), 2),
            new TaskSettings(
                new TaskSpec("b", "y", TaskType.REGRESSION), Optional.empty(), 0, OptionalDouble.empty(), 1));
  }

  @Test
  void read_floorsAboveOne_areRefused() {
    assertThatThrownBy(() -> read("tasks = [{ name = a, label = x, floor = 0.5 },"
        + " { name = b, label = y, floor = 0.75 }]"))
        .hasMessage("test.conf: tasks[1].floor = 0.75 makes the floors sum to 1.25, above 1, which no task weights"
            + " satisfy: lower some floors.");
  }

  @Test
  void read_ceilingsBelowOne_areRefused() {
    assertThatThrownBy(() -> read("tasks = [{ name = a, label = x, ceiling = 0.5 }]"))
        .hasMessage("test.conf: tasks[0].ceiling = 0.5 makes the ceilings sum to 0.5, below 1, which no task weights"
            + " satisfy: raise some ceilings.");
  }

  @Test
  void read_manyProblems_areReportedTogether() {
    assertThatThrownBy(() -> read("tasks = [{ name = \"a b\", label = x, floor = 0.5, ceiling = 0.2 },"
        + " { name = c, type = ranking }, { name = c, label = y, wieght = 2 }]"))
        .hasMessageContaining("tasks[0].name = a b must be letters, digits, - and _ only: it names columns and files.")
        .hasMessageContaining("tasks[0].ceiling = 0.2 is below the task's floor of 0.5: raise it or lower the floor.")
        .hasMessageContaining("tasks[1].label is missing.")
        .hasMessageContaining("tasks[1].type = ranking is not one of binary, regression.")
        .hasMessageContaining("tasks[2].name = c is the name of an earlier task, but names must be unique: rename one.")
        .hasMessageContaining("unknown key \"tasks[2].wieght\". Did you mean \"tasks[2].weight\"?");
  }

  private static List<TaskSettings> read(String text) {
    return SettingsText.read(text, TaskSettings::read);
  }
}
