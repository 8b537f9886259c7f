package io.fulcrum.train;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.balance.BalanceSettings;
import io.fulcrum.balance.BalanceSettings.Method;
import io.fulcrum.model.RowMerge;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Balancers whose evidence the rounds cannot measure. */
class RoundEvidenceTest {
    private static final BalanceSettings MODO = BalanceSettings.of(Method.MODO);

    private static RoundSettings rounds(int probeBatches) {
        return new RoundSettings(
                1,
                5,
                50,
                1,
                probeBatches,
                OuterSettings.average(),
                RowMerge.MEAN,
                RoundSettings.OptimizerState.AVERAGE,
                BadNumbers.STOP,
                RowPolicy.DEFAULT,
                Delta.EXACT,
                99);
    }

    @Test
    void requireEvidence_halvesOfOneBatch_areRefused() {
        assertThatThrownBy(() -> rounds(1).requireEvidence(MODO))
                .hasMessage("balance.method = modo with rounds.probe-batches = 1: it compares two halves of the probe's"
                        + " batches, so there must be at least 2. Set rounds.probe-batches = 2.");
        assertThatCode(() -> rounds(2).requireEvidence(MODO)).doesNotThrowAnyException();
        assertThatCode(() -> rounds(1).requireEvidence(BalanceSettings.of(Method.MOCO)))
                .doesNotThrowAnyException();
    }

    @Test
    void master_methodOfValidationMetrics_isRefused() {
        assertThatThrownBy(
                        () -> new ParetoTrainingMaster.Settings(rounds(1), BalanceSettings.of(Method.DTP), List.of()))
                .hasMessage("ParetoTrainingMaster: balance.method = dtp needs validation metrics, but a fit call"
                        + " measures none. Choose another method.");
    }
}
