package io.fulcrum.train.checkpoint;

import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.embedding.RowRecords;
import io.fulcrum.train.RoundLog;
import io.fulcrum.train.TrainingState;
import io.fulcrum.train.checkpoint.CheckpointFolder.Sink;
import io.fulcrum.train.checkpoint.CheckpointManifest.ArrayFile;
import io.fulcrum.train.exchange.ChangedRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Writes the arrays of a checkpoint: the dense numbers whole, the given embedding rows a piece at a time. */
final class CheckpointWriter {
    static final String PARAMETERS = "parameters.f32";
    static final String OPTIMIZER = "optimizer.f32";
    static final String VELOCITY = "velocity.f32";
    static final String ROW_IDS = "rows.i32";
    static final String ROW_RECORDS = "rows.f32";
    static final String ROWS_SEEN = "rows-seen.i32";
    static final String EVICTED = "evicted.i32";
    static final String LOG = RoundLog.FILE;
    private static final int PIECE_ROWS = 1 << 14;

    private final CheckpointFolder folder;
    private final List<ArrayFile> written = new ArrayList<>();

    CheckpointWriter(CheckpointFolder folder) {
        this.folder = folder;
    }

    CheckpointWriter dense(TrainingState state) throws IOException {
        floats(PARAMETERS, state.parameters());
        floats(OPTIMIZER, state.optimizerState());
        floats(VELOCITY, state.velocity());
        return this;
    }

    /**
     * Writes rows.
     *
     * @param lastSeen [table][entry] rows → the rounds in which they were last seen
     */
    CheckpointWriter rows(ChangedRows changed, EmbeddingTables tables, UnaryOperator<int[][]> lastSeen)
            throws IOException {
        Sink ids = folder.create(ROW_IDS);
        Sink records = folder.create(ROW_RECORDS);
        Sink seen = folder.create(ROWS_SEEN);
        Sink evicted = folder.create(EVICTED);
        try {
            changed.inChunks(PIECE_ROWS, rows -> {
                ints(rows, ids);
                floats(tables.recordsOf(rows), records);
                ints(lastSeen.apply(rows), seen);
            });
            changed.evictedInChunks(PIECE_ROWS, rows -> ints(rows, evicted));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        for (Sink sink : List.of(ids, records, seen, evicted)) {
            written.add(sink.close());
        }
        return this;
    }

    CheckpointWriter log(List<byte[]> pieces) throws IOException {
        Sink log = folder.create(LOG);
        for (byte[] piece : pieces) {
            log.bytes(piece);
        }
        written.add(log.close());
        return this;
    }

    /** Returns what was written. */
    List<ArrayFile> files() {
        return List.copyOf(written);
    }

    private void floats(String file, float[] values) throws IOException {
        Sink sink = folder.create(file);
        sink.floats(values);
        written.add(sink.close());
    }

    private static void ints(int[][] values, Sink sink) {
        try {
            for (int[] table : values) {
                sink.ints(table);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void floats(RowRecords piece, Sink sink) {
        try {
            for (int table = 0; table < piece.tables(); table++) {
                sink.floats(piece.records(table));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
