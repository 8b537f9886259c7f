package io.fulcrum.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.fulcrum.config.ConfigFiles;
import io.fulcrum.config.Problems;
import io.fulcrum.contract.TaskSet;
import io.fulcrum.contract.TaskSpec;
import io.fulcrum.contract.TaskType;
import io.fulcrum.job.ExitCode;
import io.fulcrum.job.JobFailure;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StoppingRuleTest {
    private static final TaskSet TASKS = new TaskSet(
            List.of(new TaskSpec("click", "c", TaskType.BINARY), new TaskSpec("watch", "w", TaskType.REGRESSION)));

    private static StoppingRule rule(Optional<String> task, int patience, double minChange) {
        return new StoppingRule(new StoppingSettings(task, patience, minChange), TASKS);
    }

    private static Map<String, Map<String, Double>> metrics(double auc, double rmse) {
        return Map.of("click", Map.of("auc", auc), "watch", Map.of("rmse", rmse));
    }

    private static StoppingSettings read(String... overrides) {
        Problems problems = new Problems();
        StoppingSettings settings = StoppingSettings.read(
                ConfigFiles.load(List.of(), List.of(overrides)).reader(problems), TASKS.names());
        problems.throwIfAny();
        return settings;
    }

    @Test
    void isBest_meanOfTasks_isTheRelativeChangeAgainstTheFirstEpoch() {
        StoppingRule rule = rule(Optional.empty(), 2, 0);

        assertThat(rule.isBest(metrics(0.5, 10))).isTrue();
        // AUC +20 %, RMSE 10 % worse: mean +5 %.
        assertThat(rule.isBest(metrics(0.6, 11))).isTrue();
        // AUC +10 %, RMSE 1 % better: mean +5.5 %.
        assertThat(rule.isBest(metrics(0.55, 9.9))).isTrue();
        // AUC +10 %, RMSE as at first: mean +5 %.
        assertThat(rule.isBest(metrics(0.55, 10))).isFalse();
    }

    @Test
    void isBest_oneTask_ignoresTheOthers() {
        StoppingRule rule = rule(Optional.of("watch"), 2, 0);

        assertThat(rule.isBest(metrics(0.9, 10))).isTrue();
        assertThat(rule.isBest(metrics(0.1, 9))).isTrue();
        assertThat(rule.isBest(metrics(0.9, 9))).isFalse();
    }

    @Test
    void isBest_gainOfTheMinimumOnly_isNotBetter() {
        StoppingRule rule = rule(Optional.of("click"), 9, 0.25);
        rule.isBest(metrics(0.5, 1));

        assertThat(rule.isBest(metrics(0.75, 1))).isFalse();
        assertThat(rule.isBest(metrics(0.76, 1))).isTrue();
    }

    @Test
    void isOver_patience_countsEpochsSinceTheBest() {
        StoppingRule rule = rule(Optional.of("click"), 2, 0);
        assertThat(rule.isOver()).isFalse();
        rule.isBest(metrics(0.5, 1));
        rule.isBest(metrics(0.4, 1));
        assertThat(rule.isOver()).isFalse();
        rule.isBest(metrics(0.6, 1));
        rule.isBest(metrics(0.6, 1));
        assertThat(rule.isOver()).isFalse();
        rule.isBest(metrics(0.5, 1));
        assertThat(rule.isOver()).isTrue();
    }

    @Test
    void isBest_taskWithoutADefinedMetric_leavesTheMean() {
        StoppingRule rule = rule(Optional.empty(), 2, 0);

        assertThat(rule.isBest(metrics(Double.NaN, 10))).isTrue();
        assertThat(rule.isBest(metrics(Double.NaN, 11))).isFalse();
        assertThat(rule.isBest(metrics(Double.NaN, 9))).isTrue();
    }

    @Test
    void isBest_metricThatIsLost_isNotBetter() {
        StoppingRule rule = rule(Optional.of("watch"), 2, 0);
        rule.isBest(metrics(0.5, 10));

        assertThat(rule.isBest(metrics(0.5, Double.NaN))).isFalse();
        assertThat(rule.isBest(metrics(0.5, 9))).isTrue();
    }

    @Test
    void isBest_nothingDefinedToJudgeBy_isRefused() {
        assertThatThrownBy(() -> rule(Optional.of("click"), 2, 0).isBest(metrics(Double.NaN, 1)))
                .hasMessage(
                        "No epoch can be judged: the validation metric of task \"click\" is undefined. AUC needs both labels, RMSE any."
                                + " Change data.split, or name another task in stopping.task.")
                .asInstanceOf(type(JobFailure.class))
                .extracting(JobFailure::exitCode)
                .isEqualTo(ExitCode.DATA_CHECK_FAILED);
        assertThatThrownBy(() -> rule(Optional.empty(), 2, 0).isBest(metrics(Double.NaN, Double.NaN)))
                .hasMessageStartingWith("No epoch can be judged: the validation metric of every task is undefined.");
    }

    @Test
    void settings_taskOrMean_areRead() {
        assertThat(read("stopping.patience=4", "stopping.min-change=0.01"))
                .isEqualTo(new StoppingSettings(Optional.empty(), 4, 0.01));
        assertThat(read("stopping.task=watch").task()).contains("watch");
    }

    @Test
    void settings_otherTask_isRefused() {
        assertThatThrownBy(() -> read("stopping.task=buy"))
                .hasMessage("--set: stopping.task = buy is neither mean nor a"
                        + " task (click, watch). Set task: the task whose validation AUC (or RMSE) decides, or mean for the mean"
                        + " relative change over all tasks.");
    }
}
