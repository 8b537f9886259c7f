package io.fulcrum.model.embedding;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * All embedding rows of a model with their optimiser state: a record of parameters then state for each row. Untrained
 * rows are a function of (seed, table, row) with zero state and take no memory; only rows that training changed are
 * stored, and only they are sent, saved or copied.
 */
public final class EmbeddingTables implements Serializable {
    private static final long serialVersionUID = 1L;

    private final EmbeddingSpec spec;
    private final TableRows[] tables; // [table]

    private EmbeddingTables(EmbeddingSpec spec) {
        this.spec = spec;
        tables = IntStream.range(0, spec.tables().size())
                .mapToObj(table -> new TableRows(spec, table))
                .toArray(TableRows[]::new);
    }

    /** Returns tables with their first values. */
    public static EmbeddingTables initial(EmbeddingSpec spec) {
        return new EmbeddingTables(spec);
    }

    public EmbeddingSpec spec() {
        return spec;
    }

    /** Returns the rows of a table. */
    TableRows table(int table) {
        return tables[table];
    }

    /** Adds a row's parameters to {@code target}. */
    public void addTo(int table, int row, float[] target, int at, float scale) {
        tables[table].addTo(row, target, at, scale);
    }

    /** Copies a row's parameters to {@code target}. */
    public void copyTo(int table, int row, float[] target, int at) {
        tables[table].copyTo(row, target, at, spec.width(table));
    }

    /** Copies a row's whole record to {@code target}. */
    void copyRecord(int table, int row, float[] target, int at) {
        tables[table].copyTo(row, target, at, spec.stride(table));
    }

    /** Replaces a row's record. */
    public void put(int table, int row, float[] rowRecord) {
        tables[table].pages().put(row, rowRecord, 0);
    }

    /**
     * Replaces the records of the rows that {@code changed} holds; the rows it evicts have their first values again.
     */
    public void apply(RowRecords changed) {
        for (int table = 0; table < tables.length; table++) {
            int stride = spec.stride(table);
            if (changed.isSnapshot()) {
                tables[table].pages().clear();
            }
            int[] rows = changed.rows(table);
            for (int i = 0; i < rows.length; i++) {
                tables[table].pages().put(rows[i], changed.records(table), i * stride);
            }
            for (int row : changed.evicted(table)) {
                tables[table].pages().remove(row);
            }
        }
    }

    /** Returns the records of the given rows. */
    public RowRecords recordsOf(int[][] rows) {
        float[][] copies = new float[rows.length][];
        for (int table = 0; table < rows.length; table++) {
            int stride = spec.stride(table);
            copies[table] = new float[Math.multiplyExact(rows[table].length, stride)];
            for (int i = 0; i < rows[table].length; i++) {
                copyRecord(table, rows[table][i], copies[table], i * stride);
            }
        }
        return new RowRecords(rows, copies);
    }

    /** Returns the rows of a table that differ from their first values by training, ascending. */
    public int[] storedRows(int table) {
        return tables[table].pages().rows();
    }

    /** Returns the number of stored rows of all tables. */
    public long storedCount() {
        return Arrays.stream(tables).mapToLong(rows -> rows.pages().size()).sum();
    }

    /** Returns changes that in this order bring tables of this spec, whatever they hold, to what these hold. */
    public Stream<RowRecords> snapshot() {
        StoredParts parts = new StoredParts(this, Math.max(1, RowRecords.FLOATS / Math.max(1, spec.longestStride())));
        return Stream.concat(
                Stream.of(RowRecords.clearing(tables.length)),
                StreamSupport.stream(Spliterators.spliteratorUnknownSize(parts, Spliterator.ORDERED), false)
                        .map(this::recordsOf));
    }

    /** Returns a copy without optimiser state. */
    public EmbeddingTables withoutState() {
        EmbeddingTables copy = new EmbeddingTables(spec.withoutState());
        for (int table = 0; table < tables.length; table++) {
            copy.tables[table].pages().putHeads(tables[table].pages());
        }
        return copy;
    }

    /** Returns the bytes that the stored rows take. */
    public long bytes() {
        return Arrays.stream(tables).mapToLong(rows -> rows.pages().bytes()).sum();
    }

    /** Returns the bytes that tables of this spec take with so many trained rows each, wherever they lie. */
    public static long bytes(EmbeddingSpec spec, long[] trained) {
        long bytes = 0;
        for (int table = 0; table < trained.length; table++) {
            bytes += PagedInts.bytes(spec.tables().get(table).rows(), trained[table])
                    + trained[table] * spec.stride(table) * Float.BYTES;
        }
        return bytes;
    }
}
