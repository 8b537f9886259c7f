package io.fulcrum.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.fulcrum.GeneratedEncoders;
import io.fulcrum.balance.BalanceSettings;
import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.contract.LabelScale;
import io.fulcrum.contract.SplitSummary;
import io.fulcrum.contract.SplitSummary.LabelSummary;
import io.fulcrum.contract.TaskSet;
import io.fulcrum.contract.TaskSpec;
import io.fulcrum.contract.TaskType;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.job.ExitCode;
import io.fulcrum.job.JobFailure;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tasks whose validation labels tell models apart judge epochs; the others are known before the first epoch. */
class JudgesTest {
    private static final TaskSet TASKS = new TaskSet(
            List.of(new TaskSpec("click", "c", TaskType.BINARY), new TaskSpec("watch", "w", TaskType.REGRESSION)));
    private static final FeatureSchema FEATURES = new FeatureSchema(List.of(FeatureColumn.numeric("x")));
    private static final LabelSummary BOTH_CLASSES = new LabelSummary(10, 3, 0.4);
    private static final LabelSummary SPREAD = new LabelSummary(10, 30, 2);
    private static final LabelSummary CONSTANT = new LabelSummary(10, 30, 0);
    private static final LabelSummary NONE = new LabelSummary(0, 0, 0);

    private static Judges judges(String task, LabelSummary training, LabelSummary click, LabelSummary watch) {
        SplitSummary train = new SplitSummary(10, List.of(BOTH_CLASSES, training));
        SplitSummary validation = new SplitSummary(10, List.of(click, watch));
        FeatureManifest manifest = new FeatureManifest(
                FeatureManifest.SCHEMA,
                FeatureManifest.fingerprint(TASKS, FeatureManifest.noPositives(TASKS), GeneratedEncoders.of(FEATURES)),
                TASKS,
                FeatureManifest.noPositives(TASKS),
                FEATURES,
                List.of(),
                "",
                List.of(LabelScale.IDENTITY, LabelScale.IDENTITY),
                GeneratedEncoders.of(FEATURES),
                List.of(),
                Map.of("train", train, "validation", validation, "test", train),
                List.of(),
                Map.of());
        return Judges.of(manifest, new StoppingSettings(Optional.of(task).filter(name -> !name.equals("mean")), 1, 0));
    }

    @Test
    void of_labelsThatDiffer_areAllJudges() {
        assertThat(judges("mean", SPREAD, BOTH_CLASSES, SPREAD).names()).containsExactly("click", "watch");
    }

    @Test
    void of_oneClassConstantOrAbsent_leaveTheMean() {
        assertThat(judges("mean", SPREAD, new LabelSummary(10, 10, 0), SPREAD).others())
                .isEqualTo(Map.of("click", "has validation labels of one class only"));
        assertThat(judges("mean", SPREAD, BOTH_CLASSES, CONSTANT).others())
                .isEqualTo(Map.of("watch", "has the same label in all validation rows"));
        assertThat(judges("mean", CONSTANT, BOTH_CLASSES, SPREAD).others())
                .isEqualTo(Map.of("watch", "has the same label in all training rows"));
        assertThat(judges("mean", SPREAD, BOTH_CLASSES, NONE).names()).containsExactly("click");
    }

    @Test
    void of_noJudgeLeft_isRefusedBeforeTraining() {
        assertThatThrownBy(() -> judges("mean", SPREAD, new LabelSummary(10, 0, 0), NONE))
                .hasMessage("No epoch can be judged: task \"click\" has validation labels of one class only, task"
                        + " \"watch\" has no validation labels. Change data.split and prepare again.")
                .asInstanceOf(type(JobFailure.class))
                .extracting(JobFailure::exitCode)
                .isEqualTo(ExitCode.DATA_CHECK_FAILED);
        assertThatThrownBy(() -> judges("watch", SPREAD, BOTH_CLASSES, CONSTANT))
                .hasMessage("No epoch can be judged: stopping.task = watch, but task \"watch\" has the same label in"
                        + " all validation rows. Change data.split and prepare again, or name another task in"
                        + " stopping.task.");
    }

    @Test
    void isBest_taskThatDoesNotJudge_leavesTheMean() {
        StoppingRule rule = new StoppingRule(
                new StoppingSettings(Optional.empty(), 2, 0), TASKS, judges("mean", SPREAD, BOTH_CLASSES, CONSTANT));
        assertThat(rule.isBest(metrics(0.5, 1e-3))).isTrue();
        // RMSE of the constant label falls to a thousandth, AUC alone judges.
        assertThat(rule.isBest(metrics(0.4, 1e-6))).isFalse();
        assertThat(rule.isBest(metrics(0.6, 1))).isTrue();
    }

    private static Map<String, Map<String, Double>> metrics(double auc, double rmse) {
        return Map.of("click", Map.of("auc", auc), "watch", Map.of("rmse", rmse));
    }

    @Test
    void requireMetrics_taskWithoutValidationLabels_isRefusedForDtpAlone() {
        Judges judges = judges("mean", SPREAD, NONE, SPREAD);
        judges.requireMetrics(BalanceSettings.of(BalanceSettings.Method.PARETO));
        assertThatThrownBy(() -> judges.requireMetrics(BalanceSettings.of(BalanceSettings.Method.DTP)))
                .isInstanceOf(JobFailure.class)
                .hasMessage("balance.method = dtp needs a validation metric of every task, but task \"click\" has no"
                        + " validation labels. Change data.split and prepare again, or choose another method.");
        judges("mean", SPREAD, BOTH_CLASSES, SPREAD).requireMetrics(BalanceSettings.of(BalanceSettings.Method.DTP));
    }
}
