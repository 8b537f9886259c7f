package io.fulcrum.model;

import io.fulcrum.data.Seeds;
import java.io.Serializable;
import java.util.SplittableRandom;

/**
 * All embedding rows of a model with their optimiser state: a record of parameters then state for each row. Untrained
 * rows are a function of (seed, table, row), so a fresh copy needs no data, only the rows that training changed.
 */
public final class EmbeddingTables implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Standard deviation of first values, small against the network's inputs, as DLRM and DeepCTR start theirs. */
  private static final float FIRST_SCALE = 0.05f;

  private final EmbeddingSpec spec;
  private final float[][] records; // [table][row × stride + position]

  private EmbeddingTables(EmbeddingSpec spec, float[][] records) {
    this.spec = spec;
    this.records = records;
  }

  /** Returns tables with their first values. */
  public static EmbeddingTables initial(EmbeddingSpec spec) {
    EmbeddingTables tables = empty(spec);
    for (int table = 0; table < spec.tables().size(); table++) {
      for (int row = 0; row < spec.tables().get(table).rows(); row++) {
        tables.initialise(table, row);
      }
    }
    return tables;
  }

  /** Returns tables of zeros, to be filled by a reader. */
  static EmbeddingTables empty(EmbeddingSpec spec) {
    float[][] records = new float[spec.tables().size()][];
    for (int table = 0; table < records.length; table++) {
      records[table] = new float[spec.tables().get(table).rows() * spec.stride()];
    }
    return new EmbeddingTables(spec, records);
  }

  public EmbeddingSpec spec() {
    return spec;
  }

  /** Returns a table's records themselves, not a copy: [row × stride + position]. */
  float[] records(int table) {
    return records[table];
  }

  /** Adds a row's parameters to {@code target}. */
  void addTo(int table, int row, float[] target, int at, float scale) {
    float[] from = records[table];
    int start = row * spec.stride();
    for (int i = 0; i < spec.width(); i++) {
      target[at + i] += scale * from[start + i];
    }
  }

  /** Copies a row's parameters to {@code target}. */
  void copyTo(int table, int row, float[] target, int at) {
    System.arraycopy(records[table], row * spec.stride(), target, at, spec.width());
  }

  /** Replaces the records of the rows that {@code changed} holds. */
  public void apply(RowRecords changed) {
    int stride = spec.stride();
    for (int table = 0; table < records.length; table++) {
      int[] rows = changed.rows(table);
      for (int i = 0; i < rows.length; i++) {
        System.arraycopy(changed.records(table), i * stride, records[table], rows[i] * stride, stride);
      }
    }
  }

  /** Returns the records of the given rows. */
  public RowRecords recordsOf(int[][] rows) {
    int stride = spec.stride();
    float[][] copies = new float[rows.length][];
    for (int table = 0; table < rows.length; table++) {
      copies[table] = new float[rows[table].length * stride];
      for (int i = 0; i < rows[table].length; i++) {
        System.arraycopy(records[table], rows[table][i] * stride, copies[table], i * stride, stride);
      }
    }
    return new RowRecords(rows, copies);
  }

  /** Returns a copy without optimiser state. */
  public EmbeddingTables withoutState() {
    EmbeddingTables copy = empty(spec.withoutState());
    for (int table = 0; table < records.length; table++) {
      for (int row = 0; row < spec.tables().get(table).rows(); row++) {
        copyTo(table, row, copy.records[table], row * spec.width());
      }
    }
    return copy;
  }

  /** Returns the bytes that tables of this spec take. */
  public static long bytes(EmbeddingSpec spec) {
    return spec.tables().stream().mapToLong(table -> (long) table.rows() * spec.stride() * Float.BYTES).sum();
  }

  private void initialise(int table, int row) {
    SplittableRandom random = new SplittableRandom(Seeds.of(spec.seed(), Seeds.Purpose.EMBEDDING_ROWS, table, row));
    int start = row * spec.stride();
    double spread = FIRST_SCALE * Math.sqrt(3);
    for (int i = 0; i < spec.width(); i++) {
      records[table][start + i] = (float) ((2 * random.nextDouble() - 1) * spread);
    }
  }
}
