package io.fulcrum.model.embedding;

import io.fulcrum.data.ArrayBytes;
import java.io.Serializable;
import java.util.Arrays;

/**
 * A change of embedding rows: the records of some rows of every table, and rows that were evicted to their first
 * values. It is what an embedding costs on the wire. Rows ascend within a table; records are whole, not differences, so
 * that applying a change twice does no harm.
 */
public final class RowRecords implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Floats that one change of a snapshot holds at most. */
    static final int FLOATS = 1 << 26;

    private final int[][] rows; // [table][entry]
    private final float[][] records; // [table][entry × stride of the table + position]
    private final int[][] evicted; // [table][entry], none of them among rows
    private final Meaning meaning;

    /** What becomes of the rows that a change does not name. */
    private enum Meaning {
        CHANGE,
        SNAPSHOT
    }

    private RowRecords(int[][] rows, float[][] records, int[][] evicted, Meaning meaning) {
        this.rows = rows;
        this.records = records;
        this.evicted = evicted;
        this.meaning = meaning;
    }

    /** Makes a change that evicts nothing. */
    public RowRecords(int[][] rows, float[][] records) {
        this(rows, records, new int[rows.length][0], Meaning.CHANGE);
    }

    /** Returns records of no rows, for a model without embeddings. */
    public static RowRecords none() {
        return new RowRecords(new int[0][], new float[0][]);
    }

    /** Returns the change that gives every row of every table its first values. */
    public static RowRecords clearing(int tables) {
        return new RowRecords(new int[tables][0], new float[tables][0], new int[tables][0], Meaning.SNAPSHOT);
    }

    /** Returns this change with rows evicted too: [table][entry], ascending, none of them changed here. */
    public RowRecords evicting(int[][] more) {
        return new RowRecords(rows, records, more, meaning);
    }

    /** Whether rows that are not named go back to their first values. */
    boolean isSnapshot() {
        return meaning == Meaning.SNAPSHOT;
    }

    public int tables() {
        return rows.length;
    }

    /** Returns [entry] the rows of a table, ascending; not a copy. */
    public int[] rows(int table) {
        return rows[table];
    }

    /** Returns [entry × stride + position] the records of a table's rows; not a copy. */
    public float[] records(int table) {
        return records[table];
    }

    /** Returns [entry] the rows of a table that have their first values again, ascending; not a copy. */
    public int[] evicted(int table) {
        return evicted[table];
    }

    /** Returns the number of evicted rows over all tables. */
    public long evictedCount() {
        return count(evicted);
    }

    /** Returns the number of changed rows over all tables. */
    public long count() {
        return count(rows);
    }

    /** Returns the bytes of ids and records. */
    public long bytes() {
        long bytes = 0;
        for (int table = 0; table < rows.length; table++) {
            bytes += Integer.BYTES * ((long) rows[table].length + evicted[table].length)
                    + (long) Float.BYTES * records[table].length;
        }
        return bytes;
    }

    private static long count(int[][] rows) {
        long count = 0;
        for (int[] table : rows) {
            count += table.length;
        }
        return count;
    }

    private Object writeReplace() {
        return new Wire(rows, Arrays.stream(records).map(ArrayBytes::of).toArray(byte[][]::new), evicted, meaning);
    }

    /** How a change travels. */
    private record Wire(int[][] rows, byte[][] records, int[][] evicted, Meaning meaning) implements Serializable {
        private Object readResolve() {
            return new RowRecords(
                    rows, Arrays.stream(records).map(ArrayBytes::floats).toArray(float[][]::new), evicted, meaning);
        }
    }
}
