package io.fulcrum.train.checkpoint;

import io.fulcrum.config.Excerpt;
import io.fulcrum.contract.Fingerprint;
import io.fulcrum.contract.Json;
import io.fulcrum.model.embedding.EmbeddingSpec;
import io.fulcrum.model.embedding.RowRecords;
import io.fulcrum.train.checkpoint.CheckpointManifest.ArrayFile;
import io.fulcrum.train.checkpoint.CheckpointManifest.Link;
import io.fulcrum.train.checkpoint.CheckpointManifest.Table;
import io.fulcrum.train.exchange.SavedRows;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Reads checkpoints as data that may be damaged: names and sizes are held against the model's shape before anything is
 * allocated, digests before anything is believed. What is wrong comes as an {@link IllegalArgumentException} or an
 * {@link IOException} that names the file.
 */
final class CheckpointReader {
    private static final long MANIFEST_LIMIT = 1L << 26; // bytes
    private static final int PIECE_ROWS = 1 << 14;
    static final List<String> DENSE_FILES =
            List.of(CheckpointWriter.PARAMETERS, CheckpointWriter.OPTIMIZER, CheckpointWriter.VELOCITY);
    private static final List<String> ROW_FILES = List.of(
            CheckpointWriter.ROW_IDS,
            CheckpointWriter.ROW_RECORDS,
            CheckpointWriter.ROWS_SEEN,
            CheckpointWriter.EVICTED,
            CheckpointWriter.LOG);

    private final FileSystem files;
    private final Function<Integer, Path> place;
    private final EmbeddingSpec spec;

    /**
     * Reads checkpoints of one run.
     *
     * @param place number of a checkpoint → its folder
     * @param spec of the model's tables, which those of a checkpoint must equal
     */
    CheckpointReader(FileSystem files, Function<Integer, Path> place, EmbeddingSpec spec) {
        this.files = files;
        this.place = place;
        this.spec = spec;
    }

    /** A manifest that fits the model, with its text's fingerprint. */
    record Read(CheckpointManifest manifest, Link link) {}

    /**
     * Reads a checkpoint's manifest and verifies every file that going on from it needs, its chain's and best's too.
     */
    Read whole(int number) throws IOException {
        Read read = manifest(number);
        verify(read, DENSE_FILES);
        verifyRows(read);
        for (CheckpointManifest.Best best : read.manifest().best()) {
            if (best.checkpoint() != number) {
                Read at = manifest(best.checkpoint());
                verify(at, List.of(CheckpointWriter.PARAMETERS));
                verifyRows(at);
            }
        }
        return read;
    }

    /** Reads a manifest and holds it against the model. */
    Read manifest(int number) throws IOException {
        Path file = new Path(place.apply(number), CheckpointManifest.FILE);
        String text = text(file);
        CheckpointManifest stored = Json.parse(text, CheckpointManifest.class, "checkpoint manifest " + file);
        require(
                stored.schema() >= CheckpointManifest.OLDEST_SCHEMA && stored.schema() <= CheckpointManifest.SCHEMA,
                file,
                "has schema version " + stored.schema() + ", this program reads versions "
                        + CheckpointManifest.OLDEST_SCHEMA + " to " + CheckpointManifest.SCHEMA);
        require(stored.isIntact(), file, "does not match its own digest");
        CheckpointManifest manifest = stored.upgraded();
        CheckpointManifest.Place at = manifest.place();
        require(
                at.round() == number
                        && at.epoch() >= 0
                        && at.roundOfEpoch() >= 0
                        && at.step() >= 0
                        && at.rowVersion() >= 0
                        && at.digest().matches("([0-9a-f]{64})?"),
                file,
                "states the position " + at);
        require(
                manifest.best().size() <= 1
                        && manifest.best().stream()
                                .allMatch(best -> best.checkpoint() >= 0 && best.checkpoint() <= number),
                file,
                "has the best epochs " + manifest.best());
        require(ascends(manifest.chain(), number), file, "builds on " + manifest.chain());
        requireTables(manifest, file);
        return new Read(manifest, new Link(number, Fingerprint.of(text)));
    }

    /** Returns one of a verified checkpoint's dense arrays. */
    float[] dense(CheckpointManifest manifest, String file, int floats) throws IOException {
        return folder(manifest).floats(stated(manifest, file), floats);
    }

    /**
     * Hands out the rows of a verified checkpoint's chain and its own, oldest first, a piece at a time. The first piece
     * clears the tables, which may hold rows of a warm start that were evicted since.
     *
     * @param wanted the floats of each record to hand out, from its start: all, or the parameters without state
     */
    void rows(CheckpointManifest manifest, EmbeddingSpec wanted, Consumer<SavedRows> target) throws IOException {
        int tables = spec.tables().size();
        target.accept(new SavedRows(RowRecords.clearing(tables), new int[tables][0]));
        for (Link link : manifest.chain()) {
            ownRows(manifest(link.checkpoint()).manifest(), wanted, target);
        }
        ownRows(manifest, wanted, target);
    }

    /** Returns the log lines of a verified checkpoint's chain and its own. */
    String log(CheckpointManifest manifest) throws IOException {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        for (Link link : manifest.chain()) {
            log.writeBytes(ownLog(manifest(link.checkpoint()).manifest()));
        }
        log.writeBytes(ownLog(manifest));
        return log.toString(StandardCharsets.UTF_8);
    }

    /** Returns the log lines that a verified checkpoint itself holds. */
    byte[] ownLog(CheckpointManifest manifest) throws IOException {
        try (DataInputStream in = folder(manifest).open(stated(manifest, CheckpointWriter.LOG))) {
            return in.readAllBytes();
        }
    }

    private void ownRows(CheckpointManifest manifest, EmbeddingSpec wanted, Consumer<SavedRows> target)
            throws IOException {
        try (DataInputStream ids = folder(manifest).open(stated(manifest, CheckpointWriter.ROW_IDS));
                DataInputStream records = folder(manifest).open(stated(manifest, CheckpointWriter.ROW_RECORDS));
                DataInputStream seen = folder(manifest).open(stated(manifest, CheckpointWriter.ROWS_SEEN))) {
            for (int table = 0; table < manifest.tables().size(); table++) {
                int left = manifest.tables().get(table).changed();
                int last = -1;
                for (; left > 0; left -= Math.min(left, PIECE_ROWS)) {
                    int[] rows = CheckpointFolder.ints(ids, Math.min(left, PIECE_ROWS));
                    last = requireAscending(rows, last, manifest.tables().get(table));
                    int[] rounds = requireSeen(CheckpointFolder.ints(seen, rows.length), manifest);
                    float[] read = CheckpointFolder.floats(records, rows.length * spec.stride(table));
                    target.accept(
                            piece(table, rows, shortened(read, spec.stride(table), wanted.stride(table)), rounds));
                }
            }
        }
        ownEvictions(manifest, target);
    }

    private void ownEvictions(CheckpointManifest manifest, Consumer<SavedRows> target) throws IOException {
        try (DataInputStream ids = folder(manifest).open(stated(manifest, CheckpointWriter.EVICTED))) {
            for (int table = 0; table < manifest.tables().size(); table++) {
                int left = manifest.tables().get(table).evicted();
                int last = -1;
                for (; left > 0; left -= Math.min(left, PIECE_ROWS)) {
                    int[] rows = CheckpointFolder.ints(ids, Math.min(left, PIECE_ROWS));
                    last = requireAscending(rows, last, manifest.tables().get(table));
                    SavedRows none = piece(table, new int[0], new float[0], new int[0]);
                    target.accept(new SavedRows(none.change().evicting(only(table, rows)), none.lastSeen()));
                }
            }
        }
    }

    private SavedRows piece(int table, int[] rows, float[] records, int[] rounds) {
        float[][] allRecords = new float[spec.tables().size()][0];
        allRecords[table] = records;
        return new SavedRows(new RowRecords(only(table, rows), allRecords), only(table, rounds));
    }

    private int[][] only(int table, int[] values) {
        int[][] all = new int[spec.tables().size()][0];
        all[table] = values;
        return all;
    }

    private static int[] requireSeen(int[] rounds, CheckpointManifest manifest) {
        for (int round : rounds) {
            if (round < -1 || round >= manifest.place().round()) {
                throw new IllegalArgumentException("Checkpoint rows were last seen in round " + (round + 1L)
                        + ", but only " + manifest.place().round() + " rounds were done. Restart with --overwrite.");
            }
        }
        return rounds;
    }

    /** Returns the first floats of each record. */
    private static float[] shortened(float[] whole, int stride, int floats) {
        if (floats == stride) {
            return whole;
        }
        float[] cut = new float[whole.length / stride * floats];
        for (int row = 0; row < cut.length / floats; row++) {
            System.arraycopy(whole, row * stride, cut, row * floats, floats);
        }
        return cut;
    }

    private static int requireAscending(int[] rows, int last, Table table) {
        int before = last;
        for (int row : rows) {
            if (row <= before || row >= table.rows()) {
                throw new IllegalArgumentException(
                        "Checkpoint rows of table \"" + table.name() + "\" have " + row + " after " + before
                                + ", but must ascend below " + table.rows() + ". Restart with --overwrite.");
            }
            before = row;
        }
        return before;
    }

    private void verifyRows(Read read) throws IOException {
        for (Link link : read.manifest().chain()) {
            Read older = manifest(link.checkpoint());
            require(
                    older.link().equals(link),
                    folder(older.manifest()).path(),
                    "is not the " + link + " that " + folder(read.manifest()) + " builds on");
            verify(older, ROW_FILES);
        }
        verify(read, ROW_FILES);
    }

    private void verify(Read read, List<String> names) throws IOException {
        for (String name : names) {
            folder(read.manifest()).verify(stated(read.manifest(), name));
        }
    }

    private void requireTables(CheckpointManifest manifest, Path file) {
        List<Table> tables = manifest.tables();
        require(
                tables.size() == spec.tables().size(),
                file,
                "has " + tables.size() + " embedding tables, the model has "
                        + spec.tables().size());
        long changed = 0;
        long floats = 0; // of the changed rows' records
        long evicted = 0;
        for (int i = 0; i < tables.size(); i++) {
            EmbeddingSpec.Table table = spec.tables().get(i);
            Table stated = tables.get(i);
            require(
                    stated.name().equals(table.name())
                            && stated.rows() == table.rows()
                            && stated.stride() == spec.stride(i)
                            && stated.changed() >= 0
                            && stated.changed() <= table.rows()
                            && stated.evicted() >= 0
                            && stated.evicted() <= table.rows() - stated.changed(),
                    file,
                    "has " + stated + ", the model has " + table + " with stride " + spec.stride(i));
            changed += stated.changed();
            floats += (long) stated.changed() * spec.stride(i);
            evicted += stated.evicted();
        }
        requireFiles(manifest, file, new RowCounts(changed, floats, evicted));
    }

    /** What the files of rows hold of all tables: changed rows, the floats of their records, and evicted rows. */
    private record RowCounts(long changed, long floats, long evicted) {}

    private void requireFiles(CheckpointManifest manifest, Path file, RowCounts counts) {
        Map<String, ArrayFile> stated =
                manifest.files().stream().collect(Collectors.toMap(ArrayFile::file, one -> one, (a, b) -> a));
        require(
                stated.keySet().containsAll(DENSE_FILES) && stated.keySet().containsAll(ROW_FILES),
                file,
                "lists " + stated.keySet());
        require(
                stated.get(CheckpointWriter.ROW_IDS).bytes() == Integer.BYTES * counts.changed()
                        && stated.get(CheckpointWriter.ROW_RECORDS).bytes() == Float.BYTES * counts.floats()
                        && stated.get(CheckpointWriter.ROWS_SEEN).bytes() == Integer.BYTES * counts.changed()
                        && stated.get(CheckpointWriter.EVICTED).bytes() == Integer.BYTES * counts.evicted(),
                file,
                "lists files of other sizes than its " + counts.changed() + " rows and " + counts.evicted()
                        + " evicted ones need");
    }

    private String text(Path file) throws IOException {
        if (!files.exists(file)) {
            throw new FileNotFoundException(file + " is missing");
        }
        long length = files.getFileStatus(file).getLen();
        require(length <= MANIFEST_LIMIT, file, "has " + length + " bytes");
        try (FSDataInputStream in = files.open(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private CheckpointFolder folder(CheckpointManifest manifest) {
        return new CheckpointFolder(files, place.apply(manifest.place().round()));
    }

    private static ArrayFile stated(CheckpointManifest manifest, String name) {
        return manifest.files().stream()
                .filter(file -> file.file().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Whether every older checkpoint is named once, so that none is read over and over. */
    private static boolean ascends(List<Link> chain, int end) {
        int before = -1;
        for (Link link : chain) {
            if (link.checkpoint() <= before) {
                return false;
            }
            before = link.checkpoint();
        }
        return before < end;
    }

    private static void require(boolean rule, Path file, String what) {
        if (!rule) {
            throw new IllegalArgumentException("Checkpoint " + file + " " + Excerpt.ofMessage(what)
                    + ": it is damaged or of another model or version. Restart with --overwrite.");
        }
    }
}
