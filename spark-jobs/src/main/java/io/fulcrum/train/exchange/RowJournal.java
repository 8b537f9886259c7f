package io.fulcrum.train.exchange;

import io.fulcrum.model.embedding.EmbeddingBudget;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.embedding.RowRecords;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The journal by which executors follow the driver's tables: one broadcast change a round, drawn together to a snapshot
 * of the trained rows when the journal outgrows them. A round therefore costs the rows that it touched.
 */
final class RowJournal implements RowChannel {
    /** Times the bytes of the trained rows that a journal may have. */
    private static final int LIMIT = 2;

    /** Changes that it may have: a newcomer fetches each by itself. */
    private static final int MOST_CHANGES = 50;

    private final JavaSparkContext spark;
    private final EmbeddingTables tables;
    private BroadcastRows feed = BroadcastRows.atStart();
    private long bytes;
    private int changes; // since the tables were last drawn together

    RowJournal(JavaSparkContext spark, EmbeddingTables tables) {
        this.spark = spark;
        this.tables = tables;
    }

    @Override
    public RowFeed source() {
        return feed;
    }

    @Override
    public void add(long version, RowRecords change) {
        bytes += change.bytes();
        changes++;
        if (changes == MOST_CHANGES || bytes > Math.max(EmbeddingBudget.SMALL_JOURNAL, LIMIT * tables.bytes())) {
            restart(version - 1);
            bytes += change.bytes();
        }
        feed = feed.with(version, spark.broadcast(change));
    }

    /** One that is up to date but for the last change needs no more than that: see {@link #add}. */
    @Override
    public void restart(long version) {
        feed.destroy();
        feed = BroadcastRows.atStart();
        bytes = 0;
        changes = 0;
        if (tables.storedCount() > 0) {
            tables.snapshot().forEach(part -> {
                feed = feed.with(version, spark.broadcast(part));
                bytes += part.bytes();
            });
        }
    }

    @Override
    public void close() {
        feed.destroy();
    }
}
