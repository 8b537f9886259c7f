package io.fulcrum.data;

import java.io.Serializable;

/**
 * A worker's rows for one round as primitive columns, in the order of their row keys.
 *
 * @param ids [categorical field][row] embedding ids
 * @param lists [list field] ids of variable number per row
 * @param numbers [numeric column][row]
 * @param labels [task][row]; NaN where the row has no label of that task
 * @param groups [row] group keys; of length zero where no group column was prepared
 * @param rows number of rows
 */
public record Shard(int[][] ids, Lists[] lists, float[][] numbers, float[][] labels, long[] groups, int rows)
    implements Serializable {

  /**
   * Variable-length ids in compressed sparse rows.
   *
   * @param offsets [row + 1] where each row's ids start
   * @param ids [offset] the ids of all rows, one after the other
   */
  public record Lists(int[] offsets, int[] ids) implements Serializable {}

  /** Returns the whole shard as one batch in stored order. */
  public Batch all() {
    int[] order = new int[rows];
    for (int i = 0; i < rows; i++) {
      order[i] = i;
    }
    return new Batch(this, order, 0, rows);
  }
}
