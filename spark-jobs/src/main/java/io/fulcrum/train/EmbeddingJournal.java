package io.fulcrum.train;

import io.fulcrum.model.EmbeddingSpec;
import io.fulcrum.model.EmbeddingTables;
import io.fulcrum.model.RowMerge;
import io.fulcrum.model.RowRecords;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The driver's embedding tables and the journal by which executors follow them: one change a round, drawn together to a
 * single one when the journal outgrows the tables. A round therefore costs the rows that it touched.
 */
final class EmbeddingJournal {
  private static final int JOURNAL_LIMIT = 2; // times the bytes of the tables

  private final JavaSparkContext spark;
  private final EmbeddingTables tables;
  private final ChangedRows everChanged;
  private final ChangedRows freshlyChanged; // since the last checkpoint
  private BroadcastRows feed = BroadcastRows.atStart();
  private long version;
  private long journalBytes;
  private long lastChangeBytes;

  EmbeddingJournal(JavaSparkContext spark, EmbeddingSpec spec) {
    this.spark = spark;
    tables = EmbeddingTables.initial(spec);
    everChanged = new ChangedRows(spec.tables().size());
    freshlyChanged = new ChangedRows(spec.tables().size());
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

  /** Merges what the workers of a round changed and journals it; returns the merged change. */
  RowRecords add(List<RowRecords> changes, RowMerge rule) {
    if (tables.spec().tables().isEmpty() || changes.isEmpty()) {
      lastChangeBytes = 0;
      return RowRecords.none();
    }
    RowRecords merged = rule.merge(changes, tables);
    tables.apply(merged);
    everChanged.add(merged);
    freshlyChanged.add(merged);
    version++;
    lastChangeBytes = merged.bytes();
    journalBytes += lastChangeBytes;
    if (journalBytes > JOURNAL_LIMIT * EmbeddingTables.bytes(tables.spec())) {
      drawTogether();
    } else {
      feed = feed.with(version, spark.broadcast(merged));
    }
    return merged;
  }

  /** The rows that differ from their first values. */
  ChangedRows everChanged() {
    return everChanged;
  }

  /** The rows that changed since the caller last cleared this. */
  ChangedRows freshlyChanged() {
    return freshlyChanged;
  }

  /** Takes rows of a checkpoint, before the first round; {@link #restored} ends this. */
  void restore(RowRecords rows) {
    tables.apply(rows);
    everChanged.add(rows);
  }

  /** Goes on at a version, executors fetching everything at once. */
  void restored(long at) {
    version = at;
    if (everChanged.count() > 0) {
      drawTogether();
    }
  }

  void close() {
    feed.destroy();
  }

  private void drawTogether() {
    RowRecords all = tables.recordsOf(everChanged.all());
    feed.destroy();
    feed = BroadcastRows.atStart().with(version, spark.broadcast(all));
    journalBytes = all.bytes();
    lastChangeBytes = journalBytes;
  }
}
