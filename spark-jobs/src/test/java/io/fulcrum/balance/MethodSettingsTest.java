package io.fulcrum.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.fulcrum.SettingsText;
import io.fulcrum.balance.BalanceSettings.Method;
import io.fulcrum.balance.BalanceSettings.Normalise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The section {@code balance} with a section for each method. */
class MethodSettingsTest {
    private static final double[] NONE = {};
    private static final List<String> NAMES = List.of("click", "buy");

    @ParameterizedTest
    @EnumSource(Method.class)
    void read_nameOfTheMethod_givesItsDefaultsAndABalancer(Method method) {
        BalanceSettings settings = read("balance.method = " + method.key());
        assertThat(settings.method()).isEqualTo(method);
        assertThat(settings.own()).isEqualTo(method.defaults());
        TaskBalancer balancer = TaskBalancers.of(settings, NAMES);
        assertThat(balancer.weights(balancer.start()).values()).containsExactly(1, 1);
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void catalogue_everyMethod_isInTheReferenceAndInTheDocumentation(Method method) throws IOException {
        Config balance = ConfigFactory.parseResources("reference.conf").getConfig("balance");
        assertThat(balance.hasPath(method.key())).isEqualTo(method.hasSection());
        assertThat(String.join(" ", balance.getValue("method").origin().comments()))
                .containsPattern("[ :]" + method.key() + "[ ,.]");
        assertThat(Files.readString(Path.of("ALGORITHMS.md"))).contains("\n| `" + method.key() + "` |");
    }

    @Test
    void read_ownSettings_areThoseOfTheMethod() {
        assertThat(read("balance { method = cagrad, cagrad.c = 0.2 }").own()).isEqualTo(new CaGrad(0.2));
        assertThat(read("balance { method = mgda, mgda { solver = frank-wolfe, normalise = \"loss+\" } }")
                        .own())
                .isEqualTo(new Mgda(Mgda.Solver.FRANK_WOLFE, Normalise.LOSS_PLUS));
        assertThat(read("balance { method = mgda-ub, mgda-ub { solver = frank-wolfe, normalise = l2 } }")
                        .own())
                .isEqualTo(new MgdaUb(new Mgda(Mgda.Solver.FRANK_WOLFE, Normalise.L2)));
        assertThat(read("balance { method = multibalance, multibalance.beta = 0.5 }")
                        .own())
                .isEqualTo(new MultiBalance(0.5));
        assertThat(read("balance { method = pcd, pcd { primary = buy, tau = 0.1 } }")
                        .own())
                .isEqualTo(new Pcd("buy", 0.1));
        assertThat(read("balance { method = aligned-mtl, aligned-mtl.scale = rmse }")
                        .own())
                .isEqualTo(new AlignedMtl(AlignedMtl.Scale.RMSE));
        assertThat(read("balance { method = static, sum = method }").sum()).isEqualTo(WeightSum.METHOD);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "method = pcgard | balance.method = pcgard is not one of static, pareto, ",
                "method = pcgard | Did you mean \"pcgrad\"?",
                "method = cagrad, cagrad.c = -1 | balance.cagrad.c = -1 must be a number between 0 and 100. Set c: how far the",
                "method = cagrad, cagrad.d = 1 | unknown key \"balance.cagrad.d\". Did you mean \"balance.cagrad.c\"?",
                "method = fairgrad, fairgrad.alpha = 0 | balance.fairgrad.alpha = 0 must be a number between 0.1 and 100.",
                "method = pcd, pcd.tau = 2 | balance.pcd.tau = 2 must be a number between 0 and 1.",
                "method = stch, stch.preference = [1, 0] | balance.stch.preference = [1,0] must hold numbers above 0 only.",
                "cagrad.c = 0.4 | balance.cagrad.c = 0.4 is a setting of balance.method = cagrad, but the method is pareto:"
                        + " remove it, or set balance.method = cagrad.",
                "method = cagrad, cagrad.c = 0.4, mgda.solver = frank-wolfe | balance.mgda.solver = frank-wolfe is a setting of"
                        + " balance.method = mgda, but the method is cagrad",
                "method = cagrad, normalise = l2 | balance.normalise = l2 does nothing with balance.method = cagrad: it is a"
                        + " setting of pareto and pe-ltr. Remove it.",
                "method = dwa, smoothing = 0 | balance.smoothing = 0 does nothing with balance.method = dwa: it reads losses,"
                        + " not gradients. Remove it.",
                "method = modo, smoothing = 0 | balance.smoothing = 0 does nothing with balance.method = modo: it reads each"
                        + " round's gradients themselves. Remove it.",
                "method = mgda-ub, normalise = l2 | balance.normalise = l2 does nothing with balance.method = mgda-ub: it is a"
                        + " setting of pareto and pe-ltr. Remove it.",
                "method = mgda-ub, mgda.normalise = l2 | balance.mgda.normalise = l2 is a setting of balance.method = mgda,"
                        + " but the method is mgda-ub: remove it, or set balance.method = mgda.",
                "method = multibalance, smoothing = 0 | balance.smoothing = 0 does nothing with balance.method = multibalance:"
                        + " it reads each round's gradients themselves. Remove it.",
                "method = multibalance, multibalance.beta = 1 | balance.multibalance.beta = 1 must be a number between 0 and"
                        + " 0.9999. Set beta: decay of the running means over rounds,",
                "method = epo, epo.preference = [1, -1] | balance.epo.preference = [1,-1] must hold numbers above 0 only.",
                "method = dtp, dtp.alpha = 0 | balance.dtp.alpha = 0 must be a number between 0.01 and 1.",
                "method = rlw, sum = raw | balance.sum = raw is not one of one, tasks, method."
            })
    void read_badSetting_isRefusedInWords(String text, String message) {
        assertThatThrownBy(() -> read("balance { " + text + " }")).hasMessageContaining(message);
    }

    /** As a configuration that was printed has them. */
    @Test
    void read_defaultsOfOtherMethodsWrittenOut_areNoMistake() {
        assertThat(read("balance { method = pareto, cagrad.c = 0.5, stch { mu = 0.1, ideal = [] } }")
                        .method())
                .isEqualTo(Method.PARETO);
    }

    @Test
    void balancer_floorsForAMethodWithNegativeWeights_areRefused() {
        for (Method method : List.of(
                Method.IMTL_G, Method.IMTL, Method.CONFIG, Method.ALIGNED_MTL, Method.GRADDROP, Method.GRADCRAFT)) {
            BalanceSettings floored = new BalanceSettings(
                    method,
                    Normalise.NONE,
                    WeightSum.TASKS,
                    0,
                    new double[] {0.1, 0},
                    NONE,
                    NONE,
                    method.defaults(),
                    WrapSettings.NONE,
                    ProbeOptions.DEFAULT);
            assertThatThrownBy(() -> TaskBalancers.of(floored, NAMES))
                    .hasMessageStartingWith("balance.method = " + method.key() + " with WeightBounds[floors=[0.1, 0.0]")
                    .hasMessageEndingWith("this method can give negative weights, so floors and ceilings do not apply."
                            + " Remove them, or choose pareto.");
        }
    }

    @Test
    void balancer_settingsForOtherTasks_areRefused() {
        BalanceSettings primary = read("balance { method = pcd, pcd.primary = clik }");
        assertThatThrownBy(() -> TaskBalancers.of(primary, NAMES))
                .hasMessage("balance.pcd.primary = clik is not a task. Did you mean \"click\"?");
        BalanceSettings three = read("balance { method = stch, stch.ideal = [0, 0, 1] }");
        assertThatThrownBy(() -> TaskBalancers.of(three, NAMES))
                .hasMessage("balance.stch.ideal = [0.0, 0.0, 1.0] has 3 numbers for 2 tasks [click, buy]; there must be"
                        + " one per task, or none. Complete the list.");
    }

    @Test
    void balancer_preferencesOfOtherTasks_areRefused() {
        BalanceSettings three = read("balance { method = epo, epo.preference = [1, 2, 3] }");
        assertThatThrownBy(() -> TaskBalancers.of(three, NAMES))
                .hasMessage(
                        "balance.epo.preference = [1.0, 2.0, 3.0] has 3 numbers for 2 tasks [click, buy]; there must"
                                + " be one per task, or none. Complete the list.");
    }

    @Test
    void isOfAnotherMethod_keysOfSections_areThoseThatCannotMatter() {
        assertThat(BalanceSettings.isOfAnotherMethod("balance.cagrad.c", Method.PARETO))
                .isTrue();
        assertThat(BalanceSettings.isOfAnotherMethod("balance.cagrad.c", Method.CAGRAD))
                .isFalse();
        assertThat(BalanceSettings.isOfAnotherMethod("balance.imtl-l.learning-rate", Method.IMTL))
                .isTrue();
        for (String shared : List.of("balance.method", "balance.sum", "balance.smoothing", "rounds.seed")) {
            assertThat(Arrays.stream(Method.values())
                            .noneMatch(method -> BalanceSettings.isOfAnotherMethod(shared, method)))
                    .isTrue();
        }
    }

    @Test
    void evidence_everyMethod_isDeclared() {
        assertThat(Method.STATIC.defaults().evidence()).isEmpty();
        assertThat(Method.UPGRAD.defaults().evidence()).containsExactly(Evidence.GRAM);
        assertThat(Method.MGDA_UB.defaults().evidence()).containsExactly(Evidence.GRAM_REPRESENTATION);
        assertThat(Method.MULTIBALANCE.defaults().evidence()).containsExactly(Evidence.GRAM_REPRESENTATION);
        assertThat(Method.FAMO.defaults().evidence()).containsExactly(Evidence.LOSSES, Evidence.PROBE_AFTER);
        assertThat(Method.DTP.defaults().evidence()).containsExactly(Evidence.VALIDATION);
        assertThat(Method.MODO.defaults().evidence()).containsExactly(Evidence.GRAM, Evidence.SPLIT_GRAM);
        assertThat(Method.GRADDROP.defaults().evidence()).containsExactly(Evidence.GRAM, Evidence.COORDINATES);
        assertThat(Method.DWA.defaults().evidence()).containsExactly(Evidence.LOSSES);
        assertThat(Method.GRADNORM.defaults().evidence()).containsExactlyInAnyOrder(Evidence.GRAM, Evidence.LOSSES);
    }

    private static BalanceSettings read(String text) {
        return SettingsText.read(text, root -> BalanceSettings.read(root, NONE, NONE, NONE));
    }
}
