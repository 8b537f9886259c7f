package io.fulcrum.train;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.balance.BalanceSettings;
import io.fulcrum.balance.BalanceSettings.Method;
import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.job.JobFailure;
import io.fulcrum.model.embedding.RowMerge;
import io.fulcrum.train.outer.OuterSettings;
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
    void requireEmbeddings_dataOfNumbersAlone_isRefused() {
        BalanceSettings measured = BalanceText.read("method = cagrad, probe.embeddings = true");
        FeatureSchema numbers = new FeatureSchema(List.of(FeatureColumn.numeric("price")));
        FeatureSchema list = new FeatureSchema(List.of(
                FeatureColumn.numeric("price"),
                new FeatureColumn("history", FeatureColumn.Kind.CATEGORICAL_LIST, "item", 7)));
        assertThatThrownBy(() -> TrainingRun.requireEmbeddings(measured, numbers))
                .isInstanceOf(JobFailure.class)
                .hasMessage(
                        "balance.probe.embeddings = true measures gradients of embedding rows, but the prepared data"
                                + " has no categorical feature and no list. Set balance.probe.embeddings = false.");
        assertThatCode(() -> TrainingRun.requireEmbeddings(measured, list)).doesNotThrowAnyException();
        assertThatCode(() -> TrainingRun.requireEmbeddings(MODO, numbers)).doesNotThrowAnyException();
    }

    @Test
    void requireEvidence_varianceOfOneBatch_isRefused() {
        BalanceSettings shrunk = BalanceText.read("method = mgda, probe.shrink = 0.5");
        assertThatThrownBy(() -> rounds(1).requireEvidence(shrunk))
                .hasMessage("balance.probe.shrink = 0.5 with one probe batch in a round: a variance needs at least 2"
                        + " batches. Set rounds.probe-batches = 2.");
        assertThatCode(() -> rounds(2).requireEvidence(shrunk)).doesNotThrowAnyException();
    }
}
