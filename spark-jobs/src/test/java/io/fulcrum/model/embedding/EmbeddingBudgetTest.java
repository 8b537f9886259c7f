package io.fulcrum.model.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.GeneratedEncoders;
import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.FeatureColumn.Kind;
import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.contract.LabelScale;
import io.fulcrum.contract.SplitSummary;
import io.fulcrum.contract.SplitSummary.LabelSummary;
import io.fulcrum.contract.TaskSet;
import io.fulcrum.contract.TaskSpec;
import io.fulcrum.contract.TaskType;
import io.fulcrum.contract.encoder.EncodedFeature;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.contract.manifest.FeatureProfile;
import io.fulcrum.model.graph.InputLayout;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EmbeddingBudgetTest {
    private static final TaskSet TASKS = new TaskSet(List.of(new TaskSpec("click", "click", TaskType.BINARY)));

    private static FeatureManifest manifest(long rows, List<FeatureProfile> profile, FeatureColumn... all) {
        FeatureSchema features = new FeatureSchema(List.of(all));
        List<EncodedFeature> encoders = GeneratedEncoders.of(features);
        SplitSummary some = new SplitSummary(10, List.of(new LabelSummary(10, 2, 0.5)));
        SplitSummary train = new SplitSummary(rows, List.of(new LabelSummary(10, 2, 0.5)));
        return new FeatureManifest(
                FeatureManifest.SCHEMA,
                FeatureManifest.fingerprint(TASKS, FeatureManifest.noPositives(TASKS), encoders),
                TASKS,
                FeatureManifest.noPositives(TASKS),
                features,
                List.of(),
                "",
                List.of(LabelScale.IDENTITY),
                encoders,
                profile,
                Map.of("train", train, "validation", some, "test", some),
                List.of(),
                Map.of());
    }

    private static EmbeddingBudget budget(FeatureManifest manifest, long stepRows) {
        EmbeddingSpec spec = new EmbeddingSpec(InputLayout.tables(manifest.features()), 16, 32, 1);
        return EmbeddingBudget.of(manifest, spec, 2, stepRows);
    }

    /**
     * 100 million ids hashed, 10 million training rows: 10 million rows of 48 floats and the whole index of 4 bytes a
     * row. A round of 100 rows touches 100 rows: 3 times 100 × 196 bytes and
     * 2 times 100 × 24 on the driver, 100 × (384 + 48 + 196) a task.
     */
    @Test
    void of_aHundredMillionIds_followsTrainedRows() {
        FeatureManifest manifest = manifest(10_000_000, List.of(), FeatureColumn.categorical("item", 100_000_000));
        EmbeddingBudget budget = budget(manifest, 100);

        assertThat(budget)
                .isEqualTo(new EmbeddingBudget(
                        10_000_000,
                        10_000_000L * 192 + 400_000_000L,
                        2 * (10_000_000L * 64 + 400_000_000L),
                        3 * 100 * 196 + 2 * 100 * 24,
                        100 * (384 + 48 + 196)));
        assertThat(budget.driver()).isEqualTo(budget.tables() + budget.copies() + budget.exchange());
        assertThat(budget.executor(2)).isEqualTo(budget.tables() + 2 * budget.overlay());
        assertThat(budget.told())
                .startsWith("embeddings: at most 10,000,000 trained rows; tables 2.2 GiB on the driver and"
                        + " on each executor, model copies 1.9 GiB and a round's changes 0.1 MiB on the driver,"
                        + " overlay 0.1 MiB a task;");
    }

    /** The tables of trained queries have no feature; each trains its one row. */
    @Test
    void of_trainedQuery_countsItsRow() {
        FeatureManifest manifest = manifest(1000, List.of(), FeatureColumn.categorical("hour", 10));
        EmbeddingSpec spec = new EmbeddingSpec(
                List.of(new EmbeddingSpec.Table("hour", 10), new EmbeddingSpec.Table("tags query", 1)), 4, 0, 1);

        assertThat(EmbeddingBudget.of(manifest, spec, 1, 100).trainedRows()).isEqualTo(11);
    }

    /** As above with a table of 10 rows of 4 parameters and 8 of state: 10 rows of 12 floats more, on each side. */
    @Test
    void of_tablesOfTwoWidths_addsUpTheRecordsOfEach() {
        FeatureManifest manifest = manifest(
                10_000_000,
                List.of(),
                FeatureColumn.categorical("item", 100_000_000),
                FeatureColumn.categorical("hour", 10));
        EmbeddingSpec spec =
                new EmbeddingSpec(InputLayout.tables(manifest.features()), List.of(16, 4), List.of(32, 8), 1);

        assertThat(EmbeddingBudget.of(manifest, spec, 2, 100))
                .isEqualTo(new EmbeddingBudget(
                        10_000_010,
                        10_000_000L * 192 + 400_000_000L + 10 * 48 + PagedInts.bytes(10, 10),
                        2 * (10_000_000L * 64 + 400_000_000L + 10 * 16 + PagedInts.bytes(10, 10)),
                        3 * (100 * 196 + 10 * 52) + 2 * 110 * 24,
                        100 * (384 + 48 + 196) + 10 * (96 + 48 + 52)));
    }

    @Test
    void of_sharedTablesListsAndHashes_countsEachTableOnce() {
        FeatureManifest manifest = manifest(
                1000,
                List.of(new FeatureProfile.Texts("tags", List.of("tags"), 900, 0, 80, 0, 70, 0.125)),
                new FeatureColumn("seen", Kind.CATEGORICAL_LIST, "items", 40_000),
                FeatureColumn.numeric("price"),
                new FeatureColumn("item", Kind.CATEGORICAL, "items", 40_000),
                FeatureColumn.categorical("city", 300),
                new FeatureColumn("tags", Kind.CATEGORICAL_LIST, "tags", 100_000));

        assertThat(budget(manifest, 10).trainedRows()).isEqualTo(40_000 + 300 + 71);
        assertThat(budget(manifest(100, List.of(), FeatureColumn.categorical("city", 300)), 10)
                        .trainedRows())
                .isEqualTo(100);
        assertThat(budget(manifest(100, List.of(), FeatureColumn.numeric("price")), 10)
                        .trainedRows())
                .isZero();
    }

    @Test
    void bytes_ofTrainedRows_areThoseThatTablesTake() {
        EmbeddingSpec spec = new EmbeddingSpec(List.of(new EmbeddingSpec.Table("t", 300_000)), 16, 32, 1);
        EmbeddingTables tables = EmbeddingTables.initial(spec);
        int[][] rows = {IntStream.range(0, 100_000).map(i -> 3 * i).toArray()};
        tables.apply(tables.recordsOf(rows));

        // Pages are rounded up.
        assertThat(tables.bytes())
                .isBetween(
                        EmbeddingTables.bytes(spec, new long[] {100_000}),
                        EmbeddingTables.bytes(spec, new long[] {100_000}) + (2 << 20));
    }
}
