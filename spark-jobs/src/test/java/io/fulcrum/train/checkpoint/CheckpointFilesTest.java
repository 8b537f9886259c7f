package io.fulcrum.train.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.balance.BalanceSettings;
import io.fulcrum.balance.BalanceSettings.Method;
import io.fulcrum.balance.BalanceSettings.Normalise;
import io.fulcrum.balance.BalancerState;
import io.fulcrum.balance.ProbeOptions;
import io.fulcrum.balance.TaskBalancer;
import io.fulcrum.balance.TaskBalancers;
import io.fulcrum.balance.TaskSignals;
import io.fulcrum.balance.TaskWeights;
import io.fulcrum.balance.WeightSum;
import io.fulcrum.balance.WrapSettings;
import io.fulcrum.contract.Json;
import io.fulcrum.model.embedding.EmbeddingSpec;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.embedding.RowRecords;
import io.fulcrum.train.RunIdentity;
import io.fulcrum.train.StoppingState;
import io.fulcrum.train.TrainingState;
import io.fulcrum.train.checkpoint.CheckpointManifest.ArrayFile;
import io.fulcrum.train.checkpoint.CheckpointManifest.Best;
import io.fulcrum.train.checkpoint.CheckpointManifest.Link;
import io.fulcrum.train.checkpoint.CheckpointManifest.Place;
import io.fulcrum.train.checkpoint.CheckpointManifest.Table;
import io.fulcrum.train.exchange.ChangedRows;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** State → files → state is the identity, and files that are not what they say are refused before they are believed. */
class CheckpointFilesTest {
    private static final EmbeddingSpec SPEC = new EmbeddingSpec(
            List.of(
                    new EmbeddingSpec.Table("user", 40_000),
                    new EmbeddingSpec.Table("none", 3),
                    new EmbeddingSpec.Table("item", 40)),
            List.of(2, 1, 3),
            List.of(5, 0, 7),
            7);
    private static final int[][] EVICTED = {{0, 2, 39_998}, {1}, {}};
    private static final String LOG = "{\"round\":0}\n{\"round\":1}\n";

    @TempDir
    Path folder;

    private CheckpointShelf shelf;
    private CheckpointReader reader;

    @BeforeEach
    void openShelf() throws IOException {
        shelf = new CheckpointShelf(folder.toString());
        reader = new CheckpointReader(shelf.files(), shelf::folder, SPEC);
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void manifest_everyBalancersState_isReadAsItWas(Method method) throws IOException {
        BalanceSettings settings = new BalanceSettings(
                method,
                Normalise.NONE,
                WeightSum.ONE,
                0.7,
                new double[0],
                new double[0],
                new double[0],
                method.defaults(),
                WrapSettings.NONE,
                ProbeOptions.DEFAULT);
        TaskBalancer balancer = TaskBalancers.of(settings, List.of("a", "b"));
        BalancerState state = balancer.start();
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 5; round++) {
            double a = random.nextDouble(1e-12, 3);
            state = balancer.decide(
                            new TaskSignals(
                                    round,
                                    new double[][] {{a, 0.1 * a}, {0.1 * a, 1 / 3.0}},
                                    new double[] {random.nextDouble(), 0.1},
                                    new long[] {5, 7}),
                            state)
                    .next();
        }
        write(1, state, List.of(), changed());
        assertThat(new BalancerState(reader.whole(1).manifest().balancer())).isEqualTo(state);
    }

    @Test
    void arrays_written_areReadAsTheyWere() throws IOException {
        ChangedRows rows = changed();
        CheckpointManifest written = write(4, new BalancerState(Map.of()), List.of(), rows);
        CheckpointManifest read = reader.whole(4).manifest();
        assertThat(Json.line(read)).isEqualTo(Json.line(written));
        assertThat(reader.dense(read, CheckpointWriter.PARAMETERS, 3)).containsExactly(1, Float.MIN_VALUE, -0f);
        assertThat(reader.dense(read, CheckpointWriter.OPTIMIZER, 2)).containsExactly(Float.NaN, Float.MAX_VALUE);
        assertThat(reader.dense(read, CheckpointWriter.VELOCITY, 0)).isEmpty();
        assertThat(reader.log(read)).isEqualTo(LOG);
        EmbeddingTables tables = EmbeddingTables.initial(SPEC);
        tables.apply(tables.recordsOf(new int[][] {{7, 8}, {0}, {}})); // what is not in the checkpoint goes
        List<int[]> rounds = new ArrayList<>();
        int[] evicted = new int[3];
        reader.rows(read, SPEC, saved -> {
            tables.apply(saved.change());
            rounds.addAll(List.of(saved.lastSeen()));
            Arrays.setAll(evicted, table -> evicted[table] + saved.change().evicted(table).length);
        });
        int[][] all = all(rows);
        assertThat(rounds.stream().flatMapToInt(IntStream::of).toArray())
                .isEqualTo(Arrays.stream(lastSeen(all, 4))
                        .flatMapToInt(IntStream::of)
                        .toArray());
        assertThat(evicted).containsExactly(3, 1, 0);
        for (int table = 0; table < all.length; table++) {
            assertThat(tables.storedRows(table)).isEqualTo(all[table]);
            assertThat(tables.recordsOf(all).records(table))
                    .isEqualTo(trained(rows).recordsOf(all).records(table));
        }
        EmbeddingTables scored = EmbeddingTables.initial(SPEC.withoutState());
        reader.rows(read, SPEC.withoutState(), saved -> scored.apply(saved.change()));
        assertThat(scored.recordsOf(all).records(0))
                .isEqualTo(tables.withoutState().recordsOf(all).records(0));
    }

    @Test
    void chain_manyCheckpoints_costsTouchedRowsAndReadsAtMostTwiceABase() {
        CheckpointChain chain = new CheckpointChain();
        long written = 0;
        long sinceBase = 0;
        for (int number = 1; number <= 1000; number++) {
            if (chain.isBaseDue(10, 1000)) {
                chain.based(new Link(number, ""));
                written += 1000;
                sinceBase = 0;
            } else {
                chain.grown(new Link(number, ""), 10);
                written += 10;
                sinceBase += 10;
            }
            assertThat(sinceBase).isLessThan(1000);
            assertThat(chain.links()).last().isEqualTo(new Link(number, ""));
        }
        assertThat(written).as("about twice the touched rows").isLessThanOrEqualTo(2 * 10 * 1000 + 1000);
    }

    @Test
    void chain_noTables_isABaseEveryTime() {
        CheckpointChain chain = new CheckpointChain();
        chain.based(new Link(1, ""));
        assertThat(chain.isBaseDue(0, 0)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "parameters.f32",
                "optimizer.f32",
                "rows.i32",
                "rows.f32",
                "rows-seen.i32",
                "evicted.i32",
                "rounds.jsonl"
            })
    void whole_fileCutOrAlteredOrGone_isRefusedByName(String name) throws IOException {
        write(2, new BalancerState(Map.of()), List.of(), changed());
        Path file = folder.resolve("ckpt-000002").resolve(name);
        byte[] good = Files.readAllBytes(file);
        byte[] altered = good.clone();
        altered[good.length - 1] ^= 0x40;
        Files.write(file, altered);
        assertThatThrownBy(() -> reader.whole(2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(file + " has digest ")
                .hasMessageContaining(", its manifest says ");
        Files.write(file, Arrays.copyOf(good, good.length - 1));
        assertThatThrownBy(() -> reader.whole(2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(file + " has " + (good.length - 1) + " bytes, its manifest says " + good.length);
        Files.delete(file);
        assertThatThrownBy(() -> reader.whole(2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(file + " is missing");
    }

    @Test
    void manifest_edited_isRefusedWhateverWasEdited() throws IOException {
        write(2, new BalancerState(Map.of("weights", new double[] {0.5, 0.5})), List.of(), changed());
        Path file = folder.resolve("ckpt-000002/manifest.json");
        String good = Files.readString(file);
        for (String edit : List.of(
                "\"epoch\":1>\"epoch\":2",
                "\"step\":9>\"step\":8",
                "0.5>0.4",
                "\"changed\":>\"chan\":",
                "\"schema\":3>\"schema\":2",
                "\"schema\":3>\"schema\":4",
                "40000>2000000000",
                "\"bytes\":12>\"bytes\":2147483647")) {
            String[] parts = edit.split(">");
            Files.writeString(file, good.replaceFirst(parts[0], parts[1]));
            assertThat(Files.readString(file)).isNotEqualTo(good);
            assertThatThrownBy(() -> reader.whole(2))
                    .as(edit)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("manifest.json");
        }
    }

    @Test
    void manifest_schemaTwo_isReadWithItsBestEpochNumberedFromOne() throws IOException {
        CheckpointManifest now = write(2, new BalancerState(Map.of()), List.of(), changed());
        String old = new CheckpointManifest(
                        2,
                        now.program(),
                        now.identity(),
                        now.place(),
                        now.balancer(),
                        now.stopping(),
                        List.of(new Best(2, 0, Map.of())),
                        now.chain(),
                        now.tables(),
                        now.files(),
                        "")
                .seal();
        Files.writeString(folder.resolve("ckpt-000002/manifest.json"), old);
        CheckpointManifest read = reader.whole(2).manifest();

        assertThat(read.best()).containsExactly(new Best(2, 1, Map.of()));
        assertThat(read.schema()).isEqualTo(CheckpointManifest.SCHEMA);
        assertThat(read.place()).isEqualTo(now.place());
    }

    /** Sizes that a sealed manifest states are held against the model before an array of that size is made. */
    @Test
    void manifest_sealedWithOtherTables_isRefused() throws IOException {
        write(2, new BalancerState(Map.of()), List.of(), changed());
        EmbeddingSpec other = new EmbeddingSpec(
                List.of(SPEC.tables().get(0), SPEC.tables().get(1), new EmbeddingSpec.Table("item", 39)),
                SPEC.widths(),
                SPEC.stateWidths(),
                7);
        assertThatThrownBy(() -> new CheckpointReader(shelf.files(), shelf::folder, other).whole(2))
                .hasMessageContaining("has Table[name=item, rows=40, stride=10, changed=2, evicted=0], the model has"
                        + " Table[name=item, rows=39] with stride 10: it is damaged or of another model or version.");
    }

    @Test
    void retain_some_removesTheOthersAndTheDenseNumbersOfThoseInBetween() throws IOException {
        for (int number = 1; number <= 4; number++) {
            write(number, new BalancerState(Map.of()), List.of(), changed());
        }
        shelf.retain(Set.of(4), Set.of(2));
        assertThat(shelf.numbers()).containsExactly(4, 2);
        assertThat(folder.resolve("ckpt-000002").toFile().list())
                .containsExactlyInAnyOrder(
                        "manifest.json", "rows.i32", "rows.f32", "rows-seen.i32", "evicted.i32", "rounds.jsonl");
        Path mine = Files.writeString(folder.resolve("mine.txt"), "x");
        shelf.remove();
        assertThat(folder.toFile().list())
                .as("what is not ours stays")
                .containsExactly(mine.getFileName().toString());
    }

    private CheckpointManifest write(int number, BalancerState balancer, List<Link> chain, ChangedRows rows)
            throws IOException {
        CheckpointFolder begun = shelf.begin(number);
        List<ArrayFile> files = new CheckpointWriter(begun)
                .dense(new TrainingState(
                        number,
                        9,
                        new float[] {1, Float.MIN_VALUE, -0f},
                        new float[] {Float.NaN, Float.MAX_VALUE},
                        new float[0],
                        weights(),
                        balancer))
                .rows(rows, trained(rows), wanted -> lastSeen(wanted, number))
                .log(List.of(LOG.getBytes(StandardCharsets.UTF_8)))
                .files();
        List<Integer> counts = rows.counts();
        List<Integer> evicted = rows.evictedCounts();
        List<Table> tables = List.of(
                new Table("user", 40_000, 7, counts.get(0), evicted.get(0)),
                new Table("none", 3, 1, 0, evicted.get(1)),
                new Table("item", 40, 10, counts.get(2), 0));
        Map<String, Map<String, Double>> metrics = Map.of("a", Map.of("auc", 0.1 + 0.2, "logLoss", Double.NaN));
        String json = new CheckpointManifest(
                        CheckpointManifest.SCHEMA,
                        "test",
                        new RunIdentity(Map.of(), Map.of()),
                        new Place(number, 1, 2, 9, 3, "ab".repeat(32)),
                        balancer.values(),
                        new StoppingState(metrics, Double.NEGATIVE_INFINITY, 1),
                        List.of(new Best(number, 1, metrics)),
                        chain,
                        tables,
                        files,
                        "")
                .seal();
        begun.manifest(json);
        shelf.commit(begun, number);
        return Json.parse(json, CheckpointManifest.class, "test");
    }

    private static TaskWeights weights() {
        TaskBalancer balancer = TaskBalancers.of(BalanceSettings.of(Method.STATIC), List.of("a", "b"));
        return balancer.weights(balancer.start());
    }

    /** More rows of the first table than a piece holds. */
    private static ChangedRows changed() {
        ChangedRows changed = new ChangedRows(3);
        int[] many = IntStream.range(0, 18_000).map(i -> 2 * i + 1).toArray();
        int[] few = {0, 39};
        changed.add(new RowRecords(new int[][] {many, {}, few}, new float[3][0]).evicting(EVICTED));
        return changed;
    }

    private static int[][] all(ChangedRows rows) {
        int[][] all = new int[3][0];
        rows.inChunks(
                40_000, piece -> Arrays.setAll(all, table -> piece[table].length > 0 ? piece[table] : all[table]));
        return all;
    }

    private static int[][] lastSeen(int[][] rows, int before) {
        return Arrays.stream(rows)
                .map(table -> IntStream.of(table).map(row -> row % before).toArray())
                .toArray(int[][]::new);
    }

    private static EmbeddingTables trained(ChangedRows rows) {
        EmbeddingTables tables = EmbeddingTables.initial(SPEC);
        int[][] all = all(rows);
        float[][] records = new float[all.length][];
        for (int table = 0; table < all.length; table++) {
            records[table] = new float[all[table].length * SPEC.stride(table)];
            for (int i = 0; i < records[table].length; i++) {
                records[table][i] = i % 13 - table / 3f;
            }
        }
        tables.apply(new RowRecords(all, records));
        return tables;
    }
}
