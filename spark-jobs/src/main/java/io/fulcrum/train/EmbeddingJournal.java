package io.fulcrum.train;

import io.fulcrum.model.EmbeddingSpec;
import io.fulcrum.model.EmbeddingTables;
import io.fulcrum.model.RowAges;
import io.fulcrum.model.RowMerge;
import io.fulcrum.model.RowRecords;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The driver's embedding tables and the journal by which executors follow them: one change a round, drawn together to a
 * snapshot of the trained rows when the journal outgrows them. A round therefore costs the rows that it touched.
 */
final class EmbeddingJournal {
  private static final int JOURNAL_LIMIT = 2; // times the bytes of the trained rows

  private final JavaSparkContext spark;
  private final EmbeddingTables tables;
  private final RowAges ages;
  private BroadcastRows feed = BroadcastRows.atStart();
  private long version;
  private long journalBytes;
  private long lastChangeBytes;

  /**
   * Starts at version 0, where every row has its first values.
   *
   * @param evictAfter rounds after which an unseen row goes back to its first values, 0 for never
   */
  EmbeddingJournal(JavaSparkContext spark, EmbeddingSpec spec, int evictAfter) {
    this.spark = spark;
    tables = EmbeddingTables.initial(spec);
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
    lastChangeBytes = change.bytes();
    journalBytes += lastChangeBytes;
    if (journalBytes > JOURNAL_LIMIT * tables.bytes()) {
      drawTogether();
    }
    version++;
    feed = feed.with(version, spark.broadcast(change));
    return change;
  }

  void close() {
    feed.destroy();
  }

  /** Leads every replica that is behind to the present rows; one that is up to date needs no more than the change. */
  private void drawTogether() {
    feed.destroy();
    feed = BroadcastRows.atStart();
    journalBytes = lastChangeBytes;
    tables.snapshot().forEach(part -> {
      feed = feed.with(version, spark.broadcast(part));
      journalBytes += part.bytes();
    });
  }
}
