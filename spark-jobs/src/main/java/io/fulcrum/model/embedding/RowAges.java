package io.fulcrum.model.embedding;

import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * When trained rows were last seen, so that rows unseen for a number of rounds can be evicted. A lazy form of the timer
 * wheel (Varghese and Lauck, SOSP 1987): a row waits in the bucket of one round; once that round is long enough past,
 * its rows that were seen since wait on in the bucket of the round they were last seen in, the others are evicted. A
 * row waits in one bucket only and a bucket has rows of its round only, so a round costs touched rows, never a table.
 */
public final class RowAges {
    private final int evictAfter;
    private final PagedInts[] seen; // [table][row] round it was last seen in, plus 1
    private final NavigableMap<Integer, RowList[]> waiting = new TreeMap<>(); // round → [table] rows

    /**
     * Starts with no row seen.
     *
     * @param evictAfter rounds after which an unseen row is evicted, 0 for never
     */
    public RowAges(EmbeddingSpec spec, int evictAfter) {
        this.evictAfter = evictAfter;
        seen = spec.tables().stream().map(table -> new PagedInts(table.rows())).toArray(PagedInts[]::new);
    }

    /** Returns the round in which each row was last seen, -1 for none that is remembered. */
    public int[] lastSeen(int table, int[] rows) {
        return IntStream.of(rows).map(row -> seen[table].at(row) - 1).toArray();
    }

    /**
     * Takes over when rows were last seen from a checkpoint, before the first round; {@link #restored} ends this.
     *
     * @param lastSeen [table][entry] the round of each row of {@code change}
     */
    public void restore(RowRecords change, int[][] lastSeen) {
        for (int table = 0; evictAfter > 0 && table < seen.length; table++) {
            if (change.isSnapshot()) {
                seen[table].clear();
            }
            for (int i = 0; i < lastSeen[table].length; i++) {
                seen[table].set(change.rows(table)[i], lastSeen[table][i] + 1);
            }
            for (int row : change.evicted(table)) {
                seen[table].set(row, 0);
            }
        }
    }

    /** Lets restored rows wait in the bucket of the round they were last seen in, which is all that evictions tell. */
    public void restored(EmbeddingTables stored) {
        waiting.clear();
        for (int table = 0; evictAfter > 0 && table < seen.length; table++) {
            for (int row : stored.storedRows(table)) {
                bucket(seen[table].at(row) - 1)[table].add(row);
            }
        }
    }

    /** Sees the rows that a round touched and returns [table] the rows that it evicts, ascending. */
    public int[][] evict(int round, RowRecords touched) {
        RowList[] evicted = lists();
        for (int table = 0; table < seen.length; table++) {
            for (int row : touched.rows(table)) {
                see(table, row, round);
            }
        }
        while (!waiting.isEmpty() && first() <= round - evictAfter) {
            evict(first(), round - evictAfter, evicted);
        }
        return IntStream.range(0, seen.length)
                .mapToObj(table -> evicted[table].sorted())
                .toArray(int[][]::new);
    }

    private void see(int table, int row, int round) {
        if (evictAfter > 0) {
            if (seen[table].at(row) == 0) {
                bucket(round)[table].add(row);
            }
            seen[table].set(row, round + 1);
        }
    }

    private void evict(int bucket, int lastDue, RowList[] evicted) {
        RowList[] due = waiting.remove(bucket);
        for (int table = 0; table < due.length; table++) {
            for (int i = 0; i < due[table].size(); i++) {
                int row = due[table].at(i);
                int last = seen[table].at(row) - 1;
                if (last > lastDue) {
                    bucket(last)[table].add(row);
                } else {
                    seen[table].set(row, 0);
                    evicted[table].add(row);
                }
            }
        }
    }

    private int first() {
        return waiting.firstKey();
    }

    private RowList[] bucket(int round) {
        return waiting.computeIfAbsent(round, key -> lists());
    }

    private RowList[] lists() {
        return IntStream.range(0, seen.length).mapToObj(table -> new RowList()).toArray(RowList[]::new);
    }
}
