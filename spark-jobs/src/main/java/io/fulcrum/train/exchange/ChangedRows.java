package io.fulcrum.train.exchange;

import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.embedding.RowRecords;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Which embedding rows changed and which were evicted, two bits for each row of each table. */
public final class ChangedRows {
    private final BitSet[] changed; // [table] bit = row
    private final BitSet[] evicted; // [table] bit = row, none of them in changed

    public ChangedRows(int tables) {
        changed = bits(tables);
        evicted = bits(tables);
    }

    /** Returns the rows that differ from their first values. */
    public static ChangedRows of(EmbeddingTables tables) {
        ChangedRows stored = new ChangedRows(tables.spec().tables().size());
        for (int table = 0; table < stored.changed.length; table++) {
            IntStream.of(tables.storedRows(table)).forEach(stored.changed[table]::set);
        }
        return stored;
    }

    /** Adds a later change: what becomes of a row at last is what counts. */
    public void add(RowRecords change) {
        for (int table = 0; table < change.tables(); table++) {
            for (int row : change.rows(table)) {
                changed[table].set(row);
                evicted[table].clear(row);
            }
            for (int row : change.evicted(table)) {
                changed[table].clear(row);
                evicted[table].set(row);
            }
        }
    }

    public void clear() {
        Arrays.stream(changed).forEach(BitSet::clear);
        Arrays.stream(evicted).forEach(BitSet::clear);
    }

    /** Returns [table] how many rows changed. */
    public List<Integer> counts() {
        return Arrays.stream(changed).map(BitSet::cardinality).toList();
    }

    /** Returns [table] how many rows were evicted. */
    public List<Integer> evictedCounts() {
        return Arrays.stream(evicted).map(BitSet::cardinality).toList();
    }

    /** Returns the number of changed rows of all tables. */
    public long count() {
        return Arrays.stream(changed).mapToLong(BitSet::cardinality).sum();
    }

    /** Hands out [table][entry] the changed rows in order, at most {@code limit} at a time, of one table at a time. */
    public void inChunks(int limit, Consumer<int[][]> target) {
        inChunks(changed, limit, target);
    }

    /** Hands out the evicted rows in the same way. */
    public void evictedInChunks(int limit, Consumer<int[][]> target) {
        inChunks(evicted, limit, target);
    }

    private static void inChunks(BitSet[] rows, int limit, Consumer<int[][]> target) {
        for (int table = 0; table < rows.length; table++) {
            int next = rows[table].nextSetBit(0);
            while (next >= 0) {
                List<Integer> chunk = new ArrayList<>(limit);
                for (; next >= 0 && chunk.size() < limit; next = rows[table].nextSetBit(next + 1)) {
                    chunk.add(next);
                }
                int[][] one = new int[rows.length][0];
                one[table] = chunk.stream().mapToInt(Integer::intValue).toArray();
                target.accept(one);
            }
        }
    }

    private static BitSet[] bits(int tables) {
        return IntStream.range(0, tables).mapToObj(i -> new BitSet()).toArray(BitSet[]::new);
    }
}
