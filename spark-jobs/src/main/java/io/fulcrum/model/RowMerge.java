package io.fulcrum.model;

import java.util.Arrays;
import java.util.List;

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

  private static final int NOT_ALONE = -1;

  /** Returns the merged records of every row that some worker changed. */
  public RowRecords merge(List<RowRecords> changes, EmbeddingTables base) {
    if (changes.size() == 1) {
      return changes.get(0);
    }
    int tables = base.spec().tables().size();
    int[][] rows = new int[tables][];
    float[][] records = new float[tables][];
    for (int table = 0; table < tables; table++) {
      rows[table] = union(changes, table);
      RecordRoom.floats(base.spec(), table, rows[table].length, "The workers together");
      records[table] = merged(changes, base, table, rows[table]);
    }
    return new RowRecords(rows, records);
  }

  private static int[] union(List<RowRecords> changes, int table) {
    int[] all = new int[changes.stream().mapToInt(change -> change.rows(table).length).reduce(0, Math::addExact)];
    int size = 0;
    for (RowRecords change : changes) {
      System.arraycopy(change.rows(table), 0, all, size, change.rows(table).length);
      size += change.rows(table).length;
    }
    Arrays.sort(all);
    int distinct = 0;
    for (int i = 0; i < size; i++) {
      if (i == 0 || all[i] != all[distinct - 1]) {
        all[distinct++] = all[i];
      }
    }
    return Arrays.copyOf(all, distinct);
  }

  private float[] merged(List<RowRecords> changes, EmbeddingTables base, int table, int[] rows) {
    int stride = base.spec().stride();
    float[] merged = new float[rows.length * stride];
    int[] next = new int[changes.size()];
    double[] sum = new double[stride];
    float[] from = new float[stride];
    for (int i = 0; i < rows.length; i++) {
      int only = this == MEAN ? NOT_ALONE : onlyWorker(changes, table, rows[i], next);
      if (only != NOT_ALONE) {
        System.arraycopy(changes.get(only).records(table), next[only]++ * stride, merged, i * stride, stride);
        continue;
      }
      Arrays.fill(sum, 0);
      int touched = 0;
      for (int worker = 0; worker < next.length; worker++) {
        if (isNext(changes.get(worker), table, rows[i], next[worker])) {
          add(changes.get(worker).records(table), next[worker]++ * stride, sum);
          touched++;
        }
      }
      if (this != TOUCHED_MEAN) {
        base.copyRecord(table, rows[i], from, 0);
      }
      for (int position = 0; position < stride; position++) {
        boolean state = position >= base.spec().width();
        merged[i * stride + position] =
            (float) (state ? TOUCHED_MEAN : this).value(sum[position], from[position], touched, next.length);
      }
    }
    return merged;
  }

  /** Returns the one worker that changed a row; it is not alone if another did too. */
  private static int onlyWorker(List<RowRecords> changes, int table, int row, int[] next) {
    int only = NOT_ALONE;
    for (int worker = 0; worker < next.length; worker++) {
      if (isNext(changes.get(worker), table, row, next[worker])) {
        if (only != NOT_ALONE) {
          return NOT_ALONE;
        }
        only = worker;
      }
    }
    return only;
  }

  private static boolean isNext(RowRecords change, int table, int row, int next) {
    return next < change.rows(table).length && change.rows(table)[next] == row;
  }

  private double value(double sum, double base, int touched, int workers) {
    return switch (this) {
      case TOUCHED_MEAN -> sum / touched;
      case MEAN -> base + (sum - touched * base) / workers;
      case SUM -> base + (sum - touched * base);
    };
  }

  private static void add(float[] records, int at, double[] sum) {
    for (int position = 0; position < sum.length; position++) {
      sum[position] += records[at + position];
    }
  }
}
