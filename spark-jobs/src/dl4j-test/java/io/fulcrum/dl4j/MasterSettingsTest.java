package io.fulcrum.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.balance.BalanceSettings;
import io.fulcrum.balance.BalanceSettings.Method;
import io.fulcrum.balance.ProbeOptions;
import io.fulcrum.balance.WeightSum;
import io.fulcrum.balance.WrapSettings;
import io.fulcrum.model.embedding.RowMerge;
import io.fulcrum.train.BadNumbers;
import io.fulcrum.train.Delta;
import io.fulcrum.train.RoundSettings;
import io.fulcrum.train.RowPolicy;
import io.fulcrum.train.outer.OuterSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The settings of a training master: their text, and what they refuse. */
class MasterSettingsTest {
    private static RoundSettings rounds() {
        return new RoundSettings(
                1,
                5,
                50,
                1,
                1,
                OuterSettings.average(),
                RowMerge.MEAN,
                RoundSettings.OptimizerState.AVERAGE,
                BadNumbers.STOP,
                RowPolicy.DEFAULT,
                Delta.EXACT,
                99);
    }

    @Test
    void settings_wrappersAndProbeOptions_areKeptInItsText() {
        BalanceSettings wrapped = new BalanceSettings(
                Method.FAMO,
                BalanceSettings.Normalise.NONE,
                WeightSum.ONE,
                0,
                new double[0],
                new double[0],
                new double[0],
                Method.FAMO.defaults(),
                new WrapSettings(List.of(WrapSettings.Wrapper.CR_MOGM), 0.5, 0.1),
                new ProbeOptions(ProbeOptions.Of.LAST_LAYER, 0, 32));
        ParetoTrainingMaster.Settings settings = new ParetoTrainingMaster.Settings(rounds(), wrapped, List.of());
        String json = new ParetoTrainingMaster(settings).toJson();
        assertThat(json).contains("CR_MOGM", "LAST_LAYER");
        assertThat(ParetoTrainingMaster.fromJson(json).toJson()).isEqualTo(json);
        String plain = new ParetoTrainingMaster(
                        new ParetoTrainingMaster.Settings(rounds(), BalanceSettings.of(Method.FAMO), List.of()))
                .toJson();
        assertThat(plain).doesNotContain("wrap", "probe\"");
        assertThat(ParetoTrainingMaster.fromJson(plain).toJson()).isEqualTo(plain);
    }

    /** Texts of before there was the option have no such key. */
    @Test
    void settings_probeOptionsWithoutEmbeddings_areReadAsWithoutThem() {
        BalanceSettings probed = probing(new ProbeOptions(ProbeOptions.Of.LAST_LAYER, 0, 32));
        String json = new ParetoTrainingMaster(new ParetoTrainingMaster.Settings(rounds(), probed, List.of())).toJson();
        String older = json.replaceAll(",\\s*\"embeddings\" : false", "");
        assertThat(older).isNotEqualTo(json);
        assertThat(ParetoTrainingMaster.fromJson(older).toJson()).isEqualTo(json);
    }

    @Test
    void settings_gradientsOfEmbeddingRows_areRefused() {
        BalanceSettings probed = probing(new ProbeOptions(ProbeOptions.Of.SHARED, 0, 0, true));
        assertThatThrownBy(() -> new ParetoTrainingMaster.Settings(rounds(), probed, List.of()))
                .hasMessage("ParetoTrainingMaster: balance.probe.embeddings = true, but a ComputationGraph has no"
                        + " embedding tables beside its parameters; those of its embedding layers are measured anyway."
                        + " Set balance.probe.embeddings = false.");
    }

    private static BalanceSettings probing(ProbeOptions probe) {
        return new BalanceSettings(
                Method.MGDA,
                BalanceSettings.Normalise.NONE,
                WeightSum.ONE,
                0,
                new double[0],
                new double[0],
                new double[0],
                Method.MGDA.defaults(),
                WrapSettings.NONE,
                probe);
    }

    @Test
    void settings_methodOfValidationMetrics_isRefused() {
        assertThatThrownBy(() -> new ParetoTrainingMaster.Settings(rounds(), BalanceSettings.of(Method.DTP), List.of()))
                .hasMessage("ParetoTrainingMaster: balance.method = dtp needs validation metrics, but a fit call"
                        + " measures none. Choose another method.");
    }

    @Test
    void settings_gradientsByTheRepresentation_areRefused() {
        assertThatThrownBy(() ->
                        new ParetoTrainingMaster.Settings(rounds(), BalanceSettings.of(Method.MGDA_UB), List.of()))
                .hasMessage(
                        "ParetoTrainingMaster: balance.method = mgda-ub with gradients by the common representation,"
                                + " which a ComputationGraph does not name. Choose another method, and balance.probe.of ="
                                + " shared.");
    }
}
