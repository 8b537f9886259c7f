package io.fulcrum.train;

import io.fulcrum.model.EmbeddingSpec;
import io.fulcrum.model.EmbeddingTables;
import io.fulcrum.model.RowMerge;
import io.fulcrum.model.RowRecords;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The driver's embedding tables and the journal by which executors follow them: one change a round, drawn together to a
 * single one when the journal outgrows the tables. A round therefore costs the rows that it touched.
 */
final class EmbeddingJournal {
  private static final int JOURNAL_LIMIT = 2; // times the bytes of the tables

  private final JavaSparkContext spark;
  private final EmbeddingTables tables;
  private final BitSet[] everChanged; // [table]
  private BroadcastRows feed = BroadcastRows.atStart();
  private long version;
  private long journalBytes;
  private long lastChangeBytes;

  EmbeddingJournal(JavaSparkContext spark, EmbeddingSpec spec) {
    this.spark = spark;
    tables = EmbeddingTables.initial(spec);
    everChanged = IntStream.range(0, spec.tables().size()).mapToObj(i -> new BitSet()).toArray(BitSet[]::new);
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
    if (everChanged.length == 0 || changes.isEmpty()) {
      lastChangeBytes = 0;
      return RowRecords.none();
    }
    RowRecords merged = rule.merge(changes, tables);
    tables.apply(merged);
    for (int table = 0; table < everChanged.length; table++) {
      IntStream.of(merged.rows(table)).forEach(everChanged[table]::set);
    }
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

  void close() {
    feed.destroy();
  }

  private void drawTogether() {
    int[][] rows = new int[everChanged.length][];
    for (int table = 0; table < rows.length; table++) {
      rows[table] = everChanged[table].stream().toArray();
    }
    RowRecords all = tables.recordsOf(rows);
    feed.destroy();
    feed = BroadcastRows.atStart().with(version, spark.broadcast(all));
    journalBytes = all.bytes();
    lastChangeBytes = journalBytes;
  }
}
