package io.fulcrum.features.read;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/** The source rows: only the columns that the configuration names, filters pushed down. */
public final class SourceTable {
  private SourceTable() {}

  /** Returns the column of exactly this name, dots included. */
  public static Column column(String name) {
    return functions.col("`" + name.replace("`", "``") + "`");
  }
}
