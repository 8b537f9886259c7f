package io.fulcrum.train.exchange;

import io.fulcrum.model.embedding.EmbeddingSpec;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.embedding.RowAges;
import io.fulcrum.model.embedding.RowMerge;
import io.fulcrum.model.embedding.RowRecords;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The driver's embedding tables, what changed of them, and how executors follow: a round costs the rows that it
 * touched, never the table.
 */
public final class EmbeddingJournal {
    private final EmbeddingTables tables;
    private final RowChannel replicas;
    private final ChangedRows freshlyChanged; // since the last checkpoint
    private final RowAges ages;
    private long version;
    private long lastChangeBytes;

    /**
     * Starts at version 0, where every row has its first values.
     *
     * @param evictAfter rounds after which an unseen row goes back to its first values, 0 for never
     */
    public EmbeddingJournal(Exchange exchange, EmbeddingSpec spec, int evictAfter) {
        tables = EmbeddingTables.initial(spec);
        replicas = exchange.rows(tables);
        freshlyChanged = new ChangedRows(spec.tables().size());
        ages = new RowAges(spec, evictAfter);
    }

    public EmbeddingTables tables() {
        return tables;
    }

    public long version() {
        return version;
    }

    public TableSource source() {
        return replicas.source();
    }

    /** Bytes of rows that an executor at the version before must fetch for the present one. */
    public long lastChangeBytes() {
        return lastChangeBytes;
    }

    /**
     * Merges what the workers of a round changed and evicts what they left unseen; the tables stay until it is added.
     */
    public RowRecords merge(int round, List<RowRecords> changes, RowMerge rule) {
        if (tables.spec().tables().isEmpty() || changes.isEmpty()) {
            return RowRecords.none();
        }
        RowRecords merged = rule.merge(changes, tables);
        return merged.evicting(ages.evict(round, merged));
    }

    /** Takes the change of a round into the tables and leads replicas to it. */
    public void add(RowRecords change) {
        lastChangeBytes = change.bytes();
        if (change.tables() > 0) {
            tables.apply(change);
            freshlyChanged.add(change);
            version++;
            replicas.add(version, change);
        }
    }

    /** The rows that changed or were evicted since the caller last cleared this. */
    public ChangedRows freshlyChanged() {
        return freshlyChanged;
    }

    /** Returns [table][entry] the round in which each row was last seen, -1 where nobody needs to know. */
    public int[][] lastSeen(int[][] rows) {
        return IntStream.range(0, rows.length)
                .mapToObj(table -> ages.lastSeen(table, rows[table]))
                .toArray(int[][]::new);
    }

    /** Takes rows of a checkpoint, before the first round; {@link #restored} ends this. */
    public void restore(SavedRows saved) {
        tables.apply(saved.change());
        ages.restore(saved.change(), saved.lastSeen());
    }

    /** Goes on at a version, executors fetching everything at once. */
    public void restored(long at) {
        version = at;
        ages.restored(tables);
        replicas.restart(version);
    }

    public void close() {
        replicas.close();
    }
}
