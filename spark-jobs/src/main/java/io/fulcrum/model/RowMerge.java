package io.fulcrum.model;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Merges the rows that workers changed in one round, in the order of the workers.
 *
 * <p>With base row b, and row x_k of each worker k that touched it: {@code TOUCHED_MEAN} is the mean of the x_k
 * (FedSubAvg, arXiv 2109.07704: a change is divided by the number of workers that made it); {@code MEAN} is
 * b + Σ (x_k - b) / W over all W workers; {@code SUM} is b + Σ (x_k - b). A row of a single worker keeps its bits under
 * TOUCHED_MEAN and SUM, and under every rule when there is one worker. Optimiser state is always merged by
 * TOUCHED_MEAN: a sum of second moments would be no second moment.
 */
public enum RowMerge {
  TOUCHED_MEAN,
  MEAN,
  SUM;

  private static final int STRETCH = 4096; // groups that one core takes at a time

  /** Returns the merged records of every row that some worker changed. */
  public RowRecords merge(List<RowRecords> changes, EmbeddingTables base) {
    if (changes.size() == 1) {
      return changes.get(0);
    }
    int tables = base.spec().tables().size();
    int[][] rows = new int[tables][];
    float[][] records = new float[tables][];
    for (int table = 0; table < tables; table++) {
      RowGroups groups = new RowGroups(changes, table);
      rows[table] = groups.rows();
      RecordRoom.floats(base.spec(), table, groups.size(), "The workers together");
      records[table] = new TableMerge(this, groups, rows[table], base.spec()).records(base.table(table));
    }
    return new RowRecords(rows, records);
  }

  /**
   * The merge of one table's rows.
   *
   * @param rows [group]
   */
  private record TableMerge(RowMerge rule, RowGroups groups, int[] rows, EmbeddingSpec spec) {
    private float[] records(TableRows base) {
      float[] merged = new float[rows.length * spec.stride()];
      IntStream.rangeClosed(0, rows.length / STRETCH).parallel().forEach(stretch ->
          merge(stretch * STRETCH, Math.min(rows.length, (stretch + 1) * STRETCH), base, merged));
      return merged;
    }

    private void merge(int from, int to, TableRows base, float[] merged) {
      int stride = spec.stride();
      double[] sum = new double[stride];
      float[] before = new float[stride];
      for (int group = from; group < to; group++) {
        if (groups.touched(group) == 1 && rule != MEAN) {
          groups.copyFirst(group, merged, group * stride, stride);
          continue;
        }
        groups.sum(group, sum);
        if (rule != TOUCHED_MEAN) {
          base.copyTo(rows[group], before, 0, stride);
        }
        for (int position = 0; position < stride; position++) {
          merged[group * stride + position] = (float) ruleAt(position)
              .value(sum[position], before[position], groups.touched(group), groups.workers());
        }
      }
    }

    private RowMerge ruleAt(int position) {
      return position < spec.width() ? rule : TOUCHED_MEAN;
    }
  }

  private double value(double sum, double base, int touched, int workers) {
    return switch (this) {
      case TOUCHED_MEAN -> sum / touched;
      case MEAN -> base + (sum - touched * base) / workers;
      case SUM -> base + (sum - touched * base);
    };
  }
}
