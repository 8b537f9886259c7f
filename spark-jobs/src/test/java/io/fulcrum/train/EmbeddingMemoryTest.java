package io.fulcrum.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.GeneratedEncoders;
import io.fulcrum.balance.BalanceSettings;
import io.fulcrum.contract.LabelScale;
import io.fulcrum.contract.SplitSummary;
import io.fulcrum.contract.SplitSummary.LabelSummary;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.model.embedding.RowMerge;
import io.fulcrum.train.RowPolicy.MemoryCheck;
import io.fulcrum.train.outer.OuterSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EmbeddingMemoryTest {
    private static final long MIB = 1 << 20;
    private final List<String> told = new ArrayList<>();

    private void check(EmbeddingMemory memory, MemoryCheck policy) {
        SplitSummary split = new SplitSummary(1000, List.of(new LabelSummary(9, 2, 1), new LabelSummary(9, 2, 1)));
        FeatureManifest manifest = new FeatureManifest(
                FeatureManifest.SCHEMA,
                FeatureManifest.fingerprint(
                        GeneratedRows.TASKS,
                        FeatureManifest.noPositives(GeneratedRows.TASKS),
                        GeneratedEncoders.of(GeneratedRows.FEATURES)),
                GeneratedRows.TASKS,
                FeatureManifest.noPositives(GeneratedRows.TASKS),
                GeneratedRows.FEATURES,
                List.of(),
                "",
                List.of(LabelScale.IDENTITY, LabelScale.IDENTITY),
                GeneratedEncoders.of(GeneratedRows.FEATURES),
                List.of(),
                Map.of("train", split, "validation", split, "test", split),
                List.of(),
                Map.of());
        RoundSettings rounds = new RoundSettings(
                2,
                5,
                10,
                1,
                1,
                OuterSettings.average(),
                RowMerge.MEAN,
                RoundSettings.OptimizerState.AVERAGE,
                BadNumbers.STOP,
                new RowPolicy(0, policy),
                Delta.EXACT,
                1);
        TrainingRun run = RoundsIT.run(rounds, GeneratedRows.ADAM, BalanceSettings.of(BalanceSettings.Method.STATIC));
        memory.check(manifest, run, told::add);
    }

    @Test
    void check_enoughMemory_tellsTheBudget() {
        check(new EmbeddingMemory(MIB, Optional.of(MIB), 2), MemoryCheck.REFUSE);

        check(new EmbeddingMemory(MIB, Optional.empty(), 2), MemoryCheck.REFUSE);

        assertThat(told)
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).startsWith("embeddings: at most 65 trained rows;"));
        assertThat(told.get(0))
                .contains("tables 0.0 MiB on the driver and on each executor")
                .contains("; journal up to");
        assertThat(told.get(1)).contains("tables 0.0 MiB, model copies").endsWith("overlay 0.0 MiB a task");
    }

    @Test
    void check_driverTooSmall_isRefusedWithAdvice() {
        assertThatThrownBy(() -> check(new EmbeddingMemory(9000, Optional.of(MIB), 2), MemoryCheck.REFUSE))
                .hasMessage(
                        "The driver has a heap of 0.0 MiB, but embedding rows may take 0.0 MiB there, more than 80 % of it. Give it"
                                + " more memory, hash into fewer buckets, narrow network.embedding-size, set optimizer.embedding.type to a"
                                + " rule with less state (sgd, adagrad), or take fewer rounds.local-steps; rounds.memory-check = warn"
                                + " starts all the same, for data that touches fewer rows.");
    }

    @Test
    void check_executorTooSmall_warnsWhereTold() {
        check(new EmbeddingMemory(MIB, Optional.of(9000L), 2), MemoryCheck.WARN);

        assertThat(told).hasSize(2);
        assertThat(told.get(1))
                .startsWith("warning: An executor has a heap of 0.0 MiB, but embedding rows may take")
                .endsWith("or take fewer rounds.local-steps.");
    }

    /** Where they share a heap the rows that two tasks change come to what the driver holds. */
    @Test
    void check_oneHeapForAll_countsDriverAndTasksTogether() {
        EmbeddingMemory apart = new EmbeddingMemory(40_000, Optional.of(40_000L), 2);
        check(apart, MemoryCheck.REFUSE);

        assertThatThrownBy(() -> check(new EmbeddingMemory(40_000, Optional.empty(), 2), MemoryCheck.REFUSE))
                .hasMessageStartingWith("The driver has a heap of");
    }
}
