package io.fulcrum.train.checkpoint;

import io.fulcrum.balance.BalancerState;
import io.fulcrum.balance.TaskBalancer;
import io.fulcrum.balance.TaskBalancers;
import io.fulcrum.contract.Fingerprint;
import io.fulcrum.contract.Json;
import io.fulcrum.fuzz.FuzzRun;
import io.fulcrum.fuzz.Mutations;
import io.fulcrum.job.JobFailure;
import io.fulcrum.model.embedding.EmbeddingSpec;
import io.fulcrum.model.embedding.RowMerge;
import io.fulcrum.model.embedding.RowRecords;
import io.fulcrum.train.GeneratedRows;
import io.fulcrum.train.ParameterDigest;
import io.fulcrum.train.RoundsIT;
import io.fulcrum.train.RunGuard;
import io.fulcrum.train.RunIdentity;
import io.fulcrum.train.StoppingRule;
import io.fulcrum.train.StoppingState;
import io.fulcrum.train.TrainingRun;
import io.fulcrum.train.TrainingState;
import io.fulcrum.train.checkpoint.CheckpointManifest.ArrayFile;
import io.fulcrum.train.checkpoint.CheckpointManifest.Best;
import io.fulcrum.train.checkpoint.CheckpointManifest.Link;
import io.fulcrum.train.checkpoint.CheckpointManifest.Place;
import io.fulcrum.train.checkpoint.CheckpointManifest.Table;
import io.fulcrum.train.exchange.ChangedRows;
import io.fulcrum.train.exchange.EmbeddingJournal;
import io.fulcrum.train.exchange.LocalExchange;
import io.fulcrum.train.exchange.SavedRows;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged checkpoints end in a state to go on from, in an older one that is told of, or in one clear message. */
class CheckpointFuzzTest {
    private static final TrainingRun RUN =
            RoundsIT.run(RoundsIT.rounds(2, 8, RowMerge.SUM), GeneratedRows.ADAM, RoundsIT.pareto());
    private static final EmbeddingSpec SPEC =
            GeneratedRows.MODEL.embeddings(GeneratedRows.ADAM.rows().rule());
    private static final TaskBalancer BALANCER = TaskBalancers.of(RoundsIT.pareto(), GeneratedRows.TASKS.names());
    private static final RunIdentity IDENTITY = new RunIdentity(Map.of("rounds.workers", "2"), Map.of("data", "f00d"));
    private static final Map<String, Map<String, Double>> METRICS =
            Map.of("click", Map.of("auc", 0.7), "buy", Map.of("auc", 0.6, "logLoss", Double.NaN));
    private static final int[][][] ROWS = {{{1, 4, 8}, {0, 3}}, {{2, 8}, {}}, {{1, 2, 8, 39}, {0, 3, 24}}};
    private static final List<Integer> NUMBERS = List.of(1, 2, 3);
    private static final int DENSE = 3;

    @TempDir
    Path folder;

    private CheckpointShelf shelf;
    private CheckpointReader reader;
    private final Map<Path, byte[]> whole = new TreeMap<>();
    private final Map<Path, byte[]> damaged = new TreeMap<>();

    /** A base, one on top of it, and another base whose best epoch is that of the second. */
    @BeforeEach
    void write() throws IOException {
        shelf = new CheckpointShelf(folder.toString());
        reader = new CheckpointReader(shelf.files(), shelf::folder, SPEC);
        write(1, List.of(), 1);
        write(2, List.of(reader.manifest(1).link()), 1);
        write(3, List.of(), 2);
    }

    @Test
    void find_damagedManifest_goesOnFallsBackOrRefuses() {
        FuzzRun.of(3_000, JobFailure.class, mutations -> damageManifest(mutations, false));
    }

    @Test
    void find_damagedManifestSealedAgain_goesOnFallsBackOrRefuses() {
        FuzzRun.of(5_000, JobFailure.class, mutations -> damageManifest(mutations, true));
    }

    @Test
    void find_damagedFiles_goesOnFallsBackOrRefuses() {
        FuzzRun.of(3_000, JobFailure.class, mutations -> {
            int number = mutations.oneOf(NUMBERS);
            damageFile(mutations, number);
            goOn();
        });
    }

    private void damageManifest(Mutations mutations, boolean sealed) throws IOException {
        int number = mutations.oneOf(NUMBERS);
        String original = new String(whole.get(manifest(number)), StandardCharsets.UTF_8);
        String text = mutations.below(3) == 0 ? mutations.text(original) : mutations.json(original);
        damaged.put(manifest(number), text.getBytes(StandardCharsets.UTF_8));
        if (sealed) {
            parsed(text).ifPresent(manifest -> seal(number, manifest));
        }
        goOn();
    }

    /** Damages a file of a checkpoint, or two; half of the time the manifest states the damaged content. */
    private void damageFile(Mutations mutations, int number) {
        List<Path> files = whole.keySet().stream()
                .filter(path -> path.getParent().equals(manifest(number).getParent()))
                .filter(path -> !path.equals(manifest(number)))
                .toList();
        Path file = mutations.oneOf(files);
        byte[] content = mutations.below(4) == 0 ? whole.get(mutations.oneOf(files)) : mutations.bytes(whole.get(file));
        damaged.put(file, content);
        if (mutations.below(2) == 0) {
            CheckpointManifest before = parsed(new String(whole.get(manifest(number)), StandardCharsets.UTF_8))
                    .orElseThrow();
            ArrayFile stated =
                    new ArrayFile(file.getFileName().toString(), content.length, Fingerprint.sha256Hex(content));
            List<ArrayFile> listed = before.files().stream()
                    .map(one -> one.file().equals(stated.file()) ? stated : one)
                    .toList();
            seal(
                    number,
                    new CheckpointManifest(
                            before.schema(),
                            before.program(),
                            before.identity(),
                            before.place(),
                            before.balancer(),
                            before.stopping(),
                            before.best(),
                            before.chain(),
                            before.tables(),
                            listed,
                            ""));
        }
    }

    /** Seals a manifest, and those that build on it anew. */
    private void seal(int number, CheckpointManifest manifest) {
        String text = manifest.seal();
        damaged.put(manifest(number), text.getBytes(StandardCharsets.UTF_8));
        if (number == 1) {
            CheckpointManifest two = parsed(new String(whole.get(manifest(2)), StandardCharsets.UTF_8))
                    .orElseThrow();
            seal(
                    2,
                    new CheckpointManifest(
                            two.schema(),
                            two.program(),
                            two.identity(),
                            two.place(),
                            two.balancer(),
                            two.stopping(),
                            two.best(),
                            List.of(new Link(1, Fingerprint.of(text))),
                            two.tables(),
                            two.files(),
                            ""));
        }
    }

    private static Optional<CheckpointManifest> parsed(String text) {
        try {
            return Optional.of(Json.parse(text, CheckpointManifest.class, "test"));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Does what a resumed run does, with every number of the checkpoint it finds. */
    private void goOn() throws IOException {
        try {
            for (Map.Entry<Path, byte[]> file : damaged.entrySet()) {
                Files.write(file.getKey(), file.getValue());
            }
            List<String> notes = new ArrayList<>();
            CheckpointDirectory directory = new CheckpointDirectory(
                    folder.toString(), new CheckpointSettings(1, 3, 60), RUN, IDENTITY, RunGuard.NONE);
            directory.find(notes::add);
            directory.log();
            requireSaid(notes);
            resume(reader.manifest(4 - notes.size()).manifest());
        } catch (IllegalArgumentException e) {
            throw JobFailure.invalid(e.getMessage()); // as the directory does
        } finally {
            for (Path file : damaged.keySet()) {
                Files.write(file, whole.get(file));
            }
            damaged.clear();
        }
    }

    /** One note for every newer checkpoint that is passed over, then the one to go on from. */
    private static void requireSaid(List<String> notes) {
        for (int i = 0; i < notes.size() - 1; i++) {
            String note = notes.get(i);
            if (!note.contains(CheckpointShelf.name(3 - i) + " is corrupt or incomplete; skipping it: ")
                    || note.length() > 3000
                    || note.contains("Exception")
                    || note.contains("java.")
                    || note.endsWith("null")) {
                throw new IllegalStateException(note);
            }
        }
        if (!notes.get(notes.size() - 1).contains(CheckpointShelf.name(4 - notes.size()) + ": ")) {
            throw new IllegalStateException(notes.toString());
        }
    }

    private void resume(CheckpointManifest manifest) throws IOException {
        EmbeddingJournal journal = new EmbeddingJournal(new LocalExchange(), SPEC, 3);
        reader.rows(manifest, SPEC, journal::restore);
        for (String file : CheckpointReader.DENSE_FILES) {
            reader.dense(manifest, file, DENSE);
        }
        BALANCER.weights(new BalancerState(manifest.balancer()));
        StoppingRule stopping = new StoppingRule(RUN.settings().stopping(), GeneratedRows.TASKS);
        stopping.restore(manifest.stopping());
        stopping.isBest(METRICS);
        new ParameterDigest().restore(manifest.place().digest());
        for (Best best : manifest.best()) {
            CheckpointManifest kept = reader.manifest(best.checkpoint()).manifest();
            reader.rows(kept, SPEC.withoutState(), saved -> saved.change().count());
            reader.dense(kept, CheckpointWriter.PARAMETERS, DENSE);
        }
    }

    private void write(int number, List<Link> chain, int best) throws IOException {
        EmbeddingJournal journal = new EmbeddingJournal(new LocalExchange(), SPEC, 3);
        int[][] rows = ROWS[number - 1];
        float[][] records = IntStream.range(0, rows.length)
                .mapToObj(table -> new float[rows[table].length * SPEC.stride(table)])
                .toArray(float[][]::new);
        int[][] seen = IntStream.range(0, rows.length)
                .mapToObj(table -> new int[rows[table].length])
                .toArray(int[][]::new);
        int[][] evicted = {chain.isEmpty() ? new int[0] : new int[] {4}, {}};
        RowRecords change = new RowRecords(rows, records).evicting(evicted);
        journal.restore(new SavedRows(change, seen));
        ChangedRows changed = new ChangedRows(SPEC.tables().size());
        changed.add(change);
        CheckpointFolder begun = shelf.begin(number);
        float[] dense = {1, -0f, Float.MIN_VALUE};
        BalancerState balanced = BALANCER.start();
        List<ArrayFile> files = new CheckpointWriter(begun)
                .dense(new TrainingState(number, 9, dense, dense, dense, BALANCER.weights(balanced), balanced))
                .rows(changed, journal.tables(), journal::lastSeen)
                .log(List.of("{\"round\":0}\n".getBytes(StandardCharsets.UTF_8)))
                .files();
        List<Table> tables = IntStream.range(0, rows.length)
                .mapToObj(i -> new Table(
                        SPEC.tables().get(i).name(),
                        SPEC.tables().get(i).rows(),
                        SPEC.stride(i),
                        changed.counts().get(i),
                        changed.evictedCounts().get(i)))
                .toList();
        begun.manifest(new CheckpointManifest(
                        CheckpointManifest.SCHEMA,
                        "test",
                        IDENTITY,
                        new Place(number, 1, 2, 9, 3, "ab".repeat(32)),
                        balanced.values(),
                        new StoppingState(METRICS, 0, 1),
                        List.of(new Best(best, 0, METRICS)),
                        chain,
                        tables,
                        files,
                        "")
                .seal());
        shelf.commit(begun, number);
        Path place = folder.resolve(CheckpointShelf.name(number));
        for (String name : place.toFile().list()) {
            whole.put(place.resolve(name), Files.readAllBytes(place.resolve(name)));
        }
    }

    private Path manifest(int number) {
        return folder.resolve(CheckpointShelf.name(number)).resolve(CheckpointManifest.FILE);
    }
}
