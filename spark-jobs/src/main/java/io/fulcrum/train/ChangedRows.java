package io.fulcrum.train;

import io.fulcrum.model.RowRecords;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Which embedding rows changed, a bit for each row of each table. */
final class ChangedRows {
  private final BitSet[] rows; // [table] bit = row

  ChangedRows(int tables) {
    rows = IntStream.range(0, tables).mapToObj(i -> new BitSet()).toArray(BitSet[]::new);
  }

  void add(RowRecords changed) {
    for (int table = 0; table < changed.tables(); table++) {
      IntStream.of(changed.rows(table)).forEach(rows[table]::set);
    }
  }

  void clear() {
    Arrays.stream(rows).forEach(BitSet::clear);
  }

  /** Returns [table] how many rows changed. */
  List<Integer> counts() {
    return Arrays.stream(rows).map(BitSet::cardinality).toList();
  }

  /** Returns the number of changed rows of all tables. */
  long count() {
    return Arrays.stream(rows).mapToLong(BitSet::cardinality).sum();
  }

  /** Returns [table][entry] all changed rows, ascending. */
  int[][] all() {
    return Arrays.stream(rows).map(table -> table.stream().toArray()).toArray(int[][]::new);
  }

  /** Hands out [table][entry] the changed rows in order, at most {@code limit} at a time, of one table at a time. */
  void inChunks(int limit, Consumer<int[][]> target) {
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
}
