package io.fulcrum.features.read;

import org.apache.spark.sql.types.DataType;

/** A needed column with the type that it has over all files. */
record SourceColumn(String name, DataType type) {}
