package io.fulcrum.contract;

import java.io.Serializable;

/**
 * One input of the network as a prepared Parquet column.
 *
 * @param name the column in the prepared Parquet
 * @param kind how the column is stored and enters the network
 * @param table the embedding table that holds its rows (fields may share one); empty for a numeric column
 * @param rows number of ids of that table, ids are 0 … rows - 1; 0 for a numeric column
 */
public record FeatureColumn(String name, Kind kind, String table, int rows) implements Serializable {
  /** How a column is stored and enters the network. */
  public enum Kind {
    /** A float that enters the network as it is. */
    NUMERIC,
    /** An int id that enters as its embedding row. */
    CATEGORICAL,
    /** A list of int ids that enters as the mean of its embedding rows, zeros for an empty list. */
    CATEGORICAL_LIST
  }

  public FeatureColumn {
    boolean numeric = kind == Kind.NUMERIC;
    if (numeric != table.isEmpty() || numeric != (rows == 0) || rows < 0) {
      throw new IllegalArgumentException("Feature \"" + name + "\": kind " + kind + " does not fit table \"" + table
          + "\" with " + rows + " rows. Only categorical features have a table, with at least one row. Prepare again.");
    }
  }

  public static FeatureColumn numeric(String name) {
    return new FeatureColumn(name, Kind.NUMERIC, "", 0);
  }

  public static FeatureColumn categorical(String name, int rows) {
    return new FeatureColumn(name, Kind.CATEGORICAL, name, rows);
  }
}
