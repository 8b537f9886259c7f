package io.fulcrum.model;

import io.fulcrum.data.ArrayBytes;
import java.io.Serializable;
import java.util.Arrays;

/**
 * The records of some rows of every table: what an embedding costs on the wire. Rows ascend within a table.
 */
public final class RowRecords implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int[][] rows; // [table][entry]
  private final float[][] records; // [table][entry × stride + position]

  public RowRecords(int[][] rows, float[][] records) {
    this.rows = rows;
    this.records = records;
  }

  /** Returns records of no rows, for a model without embeddings. */
  public static RowRecords none() {
    return new RowRecords(new int[0][], new float[0][]);
  }

  public int tables() {
    return rows.length;
  }

  /** Returns [entry] the rows of a table, ascending; not a copy. */
  public int[] rows(int table) {
    return rows[table];
  }

  /** Returns [entry × stride + position] the records of a table's rows; not a copy. */
  public float[] records(int table) {
    return records[table];
  }

  /** Returns the number of rows over all tables. */
  public long count() {
    long count = 0;
    for (int[] table : rows) {
      count += table.length;
    }
    return count;
  }

  /** Whether every number of the records is one. */
  public boolean isFinite() {
    float zero = 0;
    for (float[] table : records) {
      for (float value : table) {
        zero += value * 0f; // NaN for what is not finite
      }
    }
    return zero == 0;
  }

  /** Returns the bytes of ids and records. */
  public long bytes() {
    long bytes = 0;
    for (int table = 0; table < rows.length; table++) {
      bytes += (long) Integer.BYTES * rows[table].length + (long) Float.BYTES * records[table].length;
    }
    return bytes;
  }

  private Object writeReplace() {
    return new Wire(rows, Arrays.stream(records).map(ArrayBytes::of).toArray(byte[][]::new));
  }

  /** How records travel. */
  private record Wire(int[][] rows, byte[][] records) implements Serializable {
    private Object readResolve() {
      return new RowRecords(rows, Arrays.stream(records).map(ArrayBytes::floats).toArray(float[][]::new));
    }
  }
}
