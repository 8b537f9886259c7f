package io.fulcrum.features.read;

import org.apache.spark.sql.types.DataType;

/** What a source column must hold for one of its uses. */
public sealed interface ColumnUse permits ColumnType, FittedType {
    /** Returns what it must hold, after "needs". */
    String words();

    /** Returns what to do with a column of another type, as a sentence. */
    String remedy();

    boolean accepts(DataType type);

    /** Whether values of folders {@code column=value} are read in the type that they look like, instead of as texts. */
    boolean isTyped();
}
