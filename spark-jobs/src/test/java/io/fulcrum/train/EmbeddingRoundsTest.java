package io.fulcrum.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.data.Shard;
import io.fulcrum.model.architecture.ArchitectureExamples;
import io.fulcrum.model.architecture.ArchitectureType;
import io.fulcrum.model.architecture.NetworkSettings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rounds whose balancer reads gradients of embedding rows. */
class EmbeddingRoundsTest {
    private static final List<Shard> SHARDS = GeneratedRows.shards(31, 0.8, 96, 80);

    private static LocalRounds rounds(ArchitectureType type, String balance, String name) {
        return LocalRounds.of(
                new NetworkSettings(ArchitectureExamples.small(type), 3),
                BalanceText.read(balance),
                name + type,
                SHARDS);
    }

    /** The shared parameters' part is what is measured without rows; the rows' part is added and changes decisions. */
    @Test
    void round_pareto_addsTheRowsPart() {
        try (LocalRounds with = rounds(
                        ArchitectureType.MMOE,
                        "smoothing = 0, normalise = \"loss+\", probe.embeddings = true",
                        "with");
                LocalRounds without =
                        rounds(ArchitectureType.MMOE, "smoothing = 0, normalise = \"loss+\"", "without")) {
            ProbeResult both = with.round().probe();
            ProbeResult shared = without.round().probe();
            double[][] rows = both.gradients().embeddingGram();
            assertThat(shared.gradients().embeddingGram()).isEmpty();
            for (int i = 0; i < 2; i++) {
                for (int j = 0; j < 2; j++) {
                    assertThat(both.gram()[i][j])
                            .isCloseTo(shared.gram()[i][j] + rows[i][j], within(1e-12 * both.gram()[i][i]));
                }
                assertThat(rows[i][i]).isGreaterThan(1e-3 * both.gram()[i][i]);
            }
            assertThat(with.state().parameters())
                    .as("measuring changes no bit of the round")
                    .isEqualTo(without.state().parameters());
            assertThat(Math.abs(with.state().weights().values()[0]
                            - without.state().weights().values()[0]))
                    .isGreaterThan(1e-6);
            Map<String, double[]> norms =
                    both.gradients().norms(with.spec().graph().layout());
            Map<String, double[]> sharedNorms =
                    shared.gradients().norms(without.spec().graph().layout());
            assertThat(norms.get("embeddings"))
                    .containsExactly(new double[] {Math.sqrt(rows[0][0]), Math.sqrt(rows[1][1])}, within(1e-12));
            norms.remove("embeddings");
            assertThat(norms.keySet()).isEqualTo(sharedNorms.keySet());
            norms.forEach((layer, ofTasks) -> assertThat(ofTasks).isEqualTo(sharedNorms.get(layer)));
        }
    }

    /** Tasks that share nothing but embedding rows are weighed by what these rows say. */
    @ParameterizedTest
    @EnumSource(
            value = ArchitectureType.class,
            names = {"SINGLE_TASK", "SOFT_SHARING"})
    void round_nothingSharedButEmbeddings_balances(ArchitectureType type) {
        try (LocalRounds rounds = rounds(type, "probe.embeddings = true", "alone")) {
            ProbeResult probe = rounds.round().probe();
            assertThat(probe.gradients().sums().sums()[0]).isEmpty();
            assertThat(probe.isByRepresentation()).isFalse();
            assertThat(probe.gram()).isDeepEqualTo(probe.gradients().embeddingGram());
            assertThat(probe.gram()[0][0]).isPositive();
            assertThat(probe.gram()[1][1]).isPositive();
            assertThat(probe.gram()[0][1]).isNotZero();
            double[] weights = rounds.state().weights().values();
            assertThat(weights[0] + weights[1]).isCloseTo(2, within(1e-12));
            assertThat(Math.abs(weights[0] - 1)).isGreaterThan(1e-6);
            assertThat(probe.gradients().norms(rounds.spec().graph().layout())).containsOnlyKeys("embeddings");
        }
    }

    @ParameterizedTest
    @EnumSource(ArchitectureType.class)
    void round_everyArchitecture_resumesToTheBit(ArchitectureType type) {
        String balance = "method = cagrad, probe.embeddings = true";
        try (LocalRounds unbroken = rounds(type, balance, "unbroken");
                LocalRounds resumed = rounds(type, balance, "resumed")) {
            unbroken.round();
            LocalRounds.Saved saved = unbroken.saved();
            unbroken.round();
            resumed.from(saved).round();
            assertThat(resumed.state().parameters()).isEqualTo(unbroken.state().parameters());
            assertThat(resumed.state().balancer()).isEqualTo(unbroken.state().balancer());
            for (double weight : unbroken.state().weights().values()) {
                assertThat(weight).isFinite().isNotNegative();
            }
        }
    }
}
