package io.fulcrum.train;

import io.fulcrum.model.EmbeddingBudget;
import io.fulcrum.model.EmbeddingSpec;
import io.fulcrum.model.EmbeddingTables;
import io.fulcrum.model.RowAges;
import io.fulcrum.model.RowMerge;
import io.fulcrum.model.RowRecords;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The driver's embedding tables and the journal by which executors follow them: one change a round, drawn together to a
 * snapshot of the trained rows when the journal outgrows them. A round therefore costs the rows that it touched.
 */
final class EmbeddingJournal {
  /** Times the bytes of the trained rows that a journal may have. */
  private static final int JOURNAL_LIMIT = 2;

  /** Changes that it may have: a newcomer fetches each by itself. */
  private static final int MOST_CHANGES = 50;

  private final JavaSparkContext spark;
  private final EmbeddingTables tables;
  private final ChangedRows freshlyChanged; // since the last checkpoint
  private final RowAges ages;
  private BroadcastRows feed = BroadcastRows.atStart();
  private long version;
  private long journalBytes;
  private int journalled; // since the tables were last drawn together
  private long lastChangeBytes;

  /**
   * Starts at version 0, where every row has its first values.
   *
   * @param evictAfter rounds after which an unseen row goes back to its first values, 0 for never
   */
  EmbeddingJournal(JavaSparkContext spark, EmbeddingSpec spec, int evictAfter) {
    this.spark = spark;
    tables = EmbeddingTables.initial(spec);
    freshlyChanged = new ChangedRows(spec.tables().size());
    ages = new RowAges(spec, evictAfter);
  }

  EmbeddingTables tables() {
    return tables;
  }

  long version() {
    return version;
  }

  BroadcastRows feed() {
    return feed;
  }

  /** Bytes of rows that an executor at the version before must fetch for the present one. */
  long lastChangeBytes() {
    return lastChangeBytes;
  }

  /** Merges what the workers of a round changed, evicts what they left unseen, journals it and returns the change. */
  RowRecords add(int round, List<RowRecords> changes, RowMerge rule) {
    if (tables.spec().tables().isEmpty() || changes.isEmpty()) {
      lastChangeBytes = 0;
      return RowRecords.none();
    }
    RowRecords merged = rule.merge(changes, tables);
    RowRecords change = merged.evicting(ages.evict(round, merged));
    tables.apply(change);
    freshlyChanged.add(change);
    lastChangeBytes = change.bytes();
    journalBytes += lastChangeBytes;
    journalled++;
    long most = Math.max(EmbeddingBudget.SMALL_JOURNAL, JOURNAL_LIMIT * tables.bytes());
    if (journalled == MOST_CHANGES || journalBytes > most) {
      drawTogether();
    }
    version++;
    feed = feed.with(version, spark.broadcast(change));
    return change;
  }

  /** The rows that changed or were evicted since the caller last cleared this. */
  ChangedRows freshlyChanged() {
    return freshlyChanged;
  }

  /** Returns [table][entry] the round in which each row was last seen, -1 where nobody needs to know. */
  int[][] lastSeen(int[][] rows) {
    return IntStream.range(0, rows.length).mapToObj(table -> ages.lastSeen(table, rows[table])).toArray(int[][]::new);
  }

  /** Takes rows of a checkpoint, before the first round; {@link #restored} ends this. */
  void restore(SavedRows saved) {
    tables.apply(saved.change());
    ages.restore(saved.change(), saved.lastSeen());
  }

  /** Goes on at a version, executors fetching everything at once. */
  void restored(long at) {
    version = at;
    ages.restored(tables);
    if (tables.storedCount() > 0) {
      drawTogether();
    }
  }

  void close() {
    feed.destroy();
  }

  /** Leads every replica that is behind to the present rows; one that is up to date needs no more than the change. */
  private void drawTogether() {
    feed.destroy();
    feed = BroadcastRows.atStart();
    journalBytes = lastChangeBytes;
    journalled = 0;
    tables.snapshot().forEach(part -> {
      feed = feed.with(version, spark.broadcast(part));
      journalBytes += part.bytes();
    });
  }
}
