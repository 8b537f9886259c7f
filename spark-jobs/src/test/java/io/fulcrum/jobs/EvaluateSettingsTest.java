package io.fulcrum.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.SettingsText;
import io.fulcrum.config.ConfigException;
import io.fulcrum.evaluate.EvaluationSettings;
import io.fulcrum.evaluate.GateRule;
import io.fulcrum.evaluate.Metric;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** The section {@code evaluate}: what is measured and which gate rules are rules. */
class EvaluateSettingsTest {
    @Test
    void read_rules_areThoseWritten() {
        EvaluateSettings settings = read("""
        calibration-bins = 7
        ndcg-at = 3
        gate = [
          { task = click, metric = auc, min = 0.7, max-drop = 0.01 }
          { task = watch, metric = rmse, max = 12.5 }
        ]
        """);
        assertThat(settings.gate().rules())
                .containsExactly(
                        new GateRule(
                                "click",
                                Metric.AUC,
                                OptionalDouble.of(0.7),
                                OptionalDouble.empty(),
                                OptionalDouble.of(0.01)),
                        new GateRule(
                                "watch",
                                Metric.RMSE,
                                OptionalDouble.empty(),
                                OptionalDouble.of(12.5),
                                OptionalDouble.empty()));
        assertThat(settings.evaluation(Optional.of("user"))).isEqualTo(new EvaluationSettings(7, 3, "user"));
        assertThat(settings.evaluation(Optional.empty()).grouped()).isFalse();
    }

    @Test
    void read_ruleWithoutLimit_isRefused() {
        assertThatThrownBy(() -> read("gate = [{ task = click, metric = auc }]"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("test.conf: evaluate.gate[0].metric = auc has neither min, max nor max-drop, so every model"
                        + " passes. Set one of them.");
    }

    @Test
    void read_ruleThatNothingPasses_isRefused() {
        assertThatThrownBy(() -> read("gate = [{ task = click, metric = auc, min = 0.9, max = 0.8 }]"))
                .hasMessage(
                        "test.conf: evaluate.gate[0].max = 0.8 is below min, so no model passes. Swap min and max.");
        assertThatThrownBy(() -> read("gate = [{ task = click, metric = examples, max-drop = 1 }]"))
                .hasMessage("test.conf: evaluate.gate[0].max-drop = 1 has no meaning for metric examples, of which"
                        + " neither more nor less is better. Set min or max.");
        assertThatThrownBy(() -> read("gate = [{ task = click, metric = auc, max-drop = -0.1 }]"))
                .hasMessage("test.conf: evaluate.gate[0].max-drop = -0.1 must be a number of at least 0.");
    }

    @Test
    void read_mistakesInRules_areToldByPosition() {
        assertThatThrownBy(() -> read("""
        gate = [
          { task = click, metric = auc, min = 0.5 }
          { task = clack, metric = AUC, min = high, mx = 1 }
        ]
        """))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        e -> assertThat(e.problems())
                                .satisfiesExactly(
                                        problem -> assertThat(problem)
                                                .startsWith("test.conf: evaluate.gate[1].task = clack is not a task. "
                                                        + "Did you mean \"click\"?"),
                                        problem -> assertThat(problem)
                                                .startsWith(
                                                        "test.conf: evaluate.gate[1].metric = AUC is not a metric."),
                                        problem -> assertThat(problem)
                                                .startsWith("test.conf: evaluate.gate[1].min = high has type string "
                                                        + "but must have type number."),
                                        problem -> assertThat(problem)
                                                .startsWith("test.conf: unknown key \"evaluate.gate[1].mx\".")));
    }

    private static EvaluateSettings read(String section) {
        return SettingsText.read(
                "evaluate {\n" + section + "\n}", root -> EvaluateSettings.read(root, List.of("click", "watch")));
    }
}
