package io.fulcrum.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.contract.TaskSet;
import io.fulcrum.contract.TaskSpec;
import io.fulcrum.contract.TaskType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which epoch is kept, and when training ends. */
class StoppingRuleTest {
  private static final TaskSet TASKS = new TaskSet(List.of(
      new TaskSpec("click", "click", TaskType.BINARY), new TaskSpec("watch", "watch", TaskType.REGRESSION)));

  @Test
  void isBest_mean_weighsRelativeChangesBothWays() {
    StoppingRule rule = rule(Optional.empty(), 2, 0);
    assertThat(rule.isBest(metrics(0.80, 10))).isTrue();
    assertThat(rule.isBest(metrics(0.84, 10.4))).as("+5 % and -4 %").isTrue();
    assertThat(rule.isBest(metrics(0.84, 10.6))).as("+5 % and -6 %").isFalse();
    assertThat(rule.isBest(metrics(0.76, 9.3))).as("-5 % and +7 %").isTrue();
  }

  @Test
  void isBest_namedTask_looksAtNoOther() {
    StoppingRule auc = rule(Optional.of("click"), 2, 0);
    assertThat(auc.isBest(metrics(0.8, 10))).isTrue();
    assertThat(auc.isBest(metrics(0.8001, 99))).isTrue();
    StoppingRule rmse = rule(Optional.of("watch"), 2, 0);
    assertThat(rmse.isBest(metrics(0.8, 10))).isTrue();
    assertThat(rmse.isBest(metrics(0.9, 10.1))).as("a larger error").isFalse();
    assertThat(rmse.isBest(metrics(0.1, 9.9))).isTrue();
  }

  @Test
  void isBest_gainBelowMinChange_isNone() {
    StoppingRule rule = rule(Optional.of("click"), 2, 0.01);
    assertThat(rule.isBest(metrics(0.80, 1))).isTrue();
    assertThat(rule.isBest(metrics(0.809, 1))).isFalse();
    assertThat(rule.isBest(metrics(0.812, 1))).isTrue();
  }

  @Test
  void isOver_patienceWithoutBetter_ends() {
    StoppingRule rule = rule(Optional.of("click"), 2, 0);
    rule.isBest(metrics(0.8, 1));
    rule.isBest(metrics(0.7, 1));
    assertThat(rule.isOver()).isFalse();
    rule.isBest(metrics(0.8, 1));
    assertThat(rule.isOver()).isTrue();
  }

  @Test
  void isBest_undefinedMetric_countsAsUnchanged() {
    StoppingRule rule = rule(Optional.empty(), 1, 0);
    assertThat(rule.isBest(metrics(Double.NaN, 10))).isTrue();
    assertThat(rule.isBest(metrics(Double.NaN, 9))).as("the other task decides").isTrue();
    assertThat(rule.isBest(metrics(Double.NaN, 9.5))).isFalse();
  }

  private static StoppingRule rule(Optional<String> task, int patience, double minChange) {
    return new StoppingRule(new StoppingSettings(task, patience, minChange), TASKS);
  }

  private static Map<String, Map<String, Double>> metrics(double auc, double rmse) {
    return Map.of("click", Map.of("auc", auc), "watch", Map.of("rmse", rmse));
  }
}
