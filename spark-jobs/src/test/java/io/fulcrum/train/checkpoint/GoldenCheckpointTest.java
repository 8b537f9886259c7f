package io.fulcrum.train.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.GoldenFiles;
import io.fulcrum.balance.BalanceSettings;
import io.fulcrum.balance.BalanceSettings.Method;
import io.fulcrum.balance.BalancerState;
import io.fulcrum.balance.TaskBalancer;
import io.fulcrum.balance.TaskBalancers;
import io.fulcrum.contract.Json;
import io.fulcrum.model.embedding.EmbeddingSpec;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.embedding.RowRecords;
import io.fulcrum.train.RoundRecord;
import io.fulcrum.train.RunIdentity;
import io.fulcrum.train.StoppingState;
import io.fulcrum.train.TrainingState;
import io.fulcrum.train.checkpoint.CheckpointManifest.Best;
import io.fulcrum.train.checkpoint.CheckpointManifest.Place;
import io.fulcrum.train.checkpoint.CheckpointManifest.Table;
import io.fulcrum.train.exchange.ByteBlocks;
import io.fulcrum.train.exchange.ChangedRows;
import io.fulcrum.train.exchange.ShortFloats;
import io.fulcrum.train.exchange.ShortFloats.Layout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stored checkpoints of each schema version, the round log, and what workers send, to the bit. */
class GoldenCheckpointTest {
    private static final EmbeddingSpec SPEC =
            new EmbeddingSpec(List.of(new EmbeddingSpec.Table("user", 9), new EmbeddingSpec.Table("item", 7)), 2, 1, 7);
    private static final int ROUND = 3;
    private static final float[] PARAMETERS = {1, Float.MIN_VALUE, -0f};
    private static final float[] OPTIMIZER = {0.1f, Float.MAX_VALUE};
    private static final float[] VELOCITY = {-0.5f};
    private static final float[] USER_4 = {0.5f, -0.25f, 1e-30f};
    private static final float[] ITEM_6 = {-1, 0.1f, 2};

    @Test
    void write_checkpoint_givesTheBytesOfItsSchemaVersion() throws IOException {
        String name = "checkpoint-" + CheckpointManifest.SCHEMA;
        CheckpointShelf shelf = new CheckpointShelf(GoldenFiles.written(name).toString());
        CheckpointFolder begun = shelf.begin(ROUND);
        begun.manifest(manifest(begun).seal());
        shelf.commit(begun, ROUND);

        GoldenFiles.assertWritten(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"checkpoint-2", "checkpoint-3"})
    void read_eachSchema_givesTheBitsThatWereWritten(String golden) throws IOException {
        CheckpointShelf shelf = new CheckpointShelf(GoldenFiles.path(golden).toString());
        CheckpointReader reader = new CheckpointReader(shelf.files(), shelf::folder, SPEC);

        CheckpointManifest read = reader.whole(ROUND).manifest();
        assertThat(read.place()).isEqualTo(place());
        assertThat(new BalancerState(read.balancer())).isEqualTo(balancer().start());
        assertThat(reader.dense(read, CheckpointWriter.PARAMETERS, 3)).isEqualTo(PARAMETERS);
        assertThat(reader.dense(read, CheckpointWriter.OPTIMIZER, 2)).isEqualTo(OPTIMIZER);
        assertThat(reader.dense(read, CheckpointWriter.VELOCITY, 1)).isEqualTo(VELOCITY);
        assertThat(reader.log(read)).isEqualTo(log());
        Map<String, float[]> records = new TreeMap<>();
        Map<String, Integer> seen = new TreeMap<>();
        reader.rows(read, SPEC, saved -> {
            for (int table = 0; table < 2; table++) {
                int[] rows = saved.change().rows(table);
                for (int entry = 0; entry < rows.length; entry++) {
                    String row = SPEC.tables().get(table).name() + " " + rows[entry];
                    records.put(row, saved.change().records(table).clone());
                    seen.put(row, saved.lastSeen()[table][entry]);
                }
                for (int row : saved.change().evicted(table)) {
                    seen.put(SPEC.tables().get(table).name() + " evicted " + row, -1);
                }
            }
        });
        assertThat(seen).isEqualTo(Map.of("user 4", 2, "item 6", 2, "item evicted 1", -1));
        assertThat(records.get("user 4")).isEqualTo(USER_4);
        assertThat(records.get("item 6")).isEqualTo(ITEM_6);
    }

    @Test
    void roundLog_line_isReadAndWrittenAsReleased() {
        String line =
                GoldenFiles.text("rounds-" + RoundRecord.SCHEMA + ".jsonl").strip();

        RoundRecord read = Json.parse(line, RoundRecord.class, "golden round");

        assertThat(Json.line(read)).isEqualTo(line);
    }

    @Test
    void delta_seed_sendsTheReleasedBits() {
        float[] moves = {0.1f, -0.3f, 1e-3f, 7.7f, -1e-5f, 0.02f, 1 / 3f, -2.5f, 0, 6e-8f};

        assertThat(GoldenFiles.hex(ShortFloats.of(moves, 0, Layout.HALF, 5).floats()))
                .isEqualTo("3dccc000 be99a000 3a832000 40f68000 b7280000 3ca3e000 3eaac000 c0200000 0 33800000");
        assertThat(GoldenFiles.hex(
                        ShortFloats.of(moves, 1, Layout.UPPER_HALF, 5).floats()))
                .isEqualTo("3dcc0000 be9a0000 3a840000 40f70000 b7280000 3ca40000 3eab0000 c0200000 0 3380d959");
        assertThat(GoldenFiles.hex(ByteBlocks.of(moves, 5).floats()))
                .isEqualTo("3d785715 be9b366d 0 40f66667 0 3d785715 3eba4150 c022f926 0 0");
    }

    private static CheckpointManifest manifest(CheckpointFolder folder) throws IOException {
        Map<String, Map<String, Double>> metrics = Map.of("a", Map.of("auc", 0.1 + 0.2, "logLoss", Double.NaN));
        return new CheckpointManifest(
                CheckpointManifest.SCHEMA,
                "golden",
                new RunIdentity(Map.of("rounds.seed", "1"), Map.of("data", "0123456789abcdef")),
                place(),
                balancer().start().values(),
                new StoppingState(metrics, 0.25, 1),
                List.of(new Best(ROUND, 0, metrics)),
                List.of(),
                List.of(new Table("user", 9, 3, 1, 0), new Table("item", 7, 3, 1, 1)),
                arrays(folder).files(),
                "");
    }

    private static CheckpointWriter arrays(CheckpointFolder folder) throws IOException {
        EmbeddingTables tables = EmbeddingTables.initial(SPEC);
        tables.apply(new RowRecords(new int[][] {{4}, {6}}, new float[][] {USER_4, ITEM_6}));
        ChangedRows changed = new ChangedRows(2);
        changed.add(tables.recordsOf(new int[][] {{4}, {6}}).evicting(new int[][] {{}, {1}}));
        TaskBalancer balancer = balancer();
        return new CheckpointWriter(folder)
                .dense(new TrainingState(
                        ROUND,
                        9,
                        PARAMETERS,
                        OPTIMIZER,
                        VELOCITY,
                        balancer.weights(balancer.start()),
                        balancer.start()))
                .rows(changed, tables, GoldenCheckpointTest::seenInRound2)
                .log(List.of(log().getBytes(StandardCharsets.UTF_8)));
    }

    private static int[][] seenInRound2(int[][] rows) {
        return Arrays.stream(rows)
                .map(table -> IntStream.of(table).map(row -> 2).toArray())
                .toArray(int[][]::new);
    }

    private static Place place() {
        return new Place(ROUND, 1, 2, 9, 3, "ab".repeat(32));
    }

    private static TaskBalancer balancer() {
        return TaskBalancers.of(BalanceSettings.of(Method.STATIC), List.of("a", "b"));
    }

    private static String log() {
        return "{\"round\":0}\n{\"round\":1}\n{\"round\":2}\n";
    }
}
