package io.fulcrum.features.read;

import java.util.Map;

/**
 * What a Parquet footer says of its file; many files share one.
 *
 * @param empty whether the file has no rows
 * @param columns by name, in the file's order
 * @param view the footer's schema without types that Spark's Parquet library fails on, if there are any
 */
record FileShape(boolean empty, Map<String, FileColumn> columns, ShapeView view) {
    /** Whether Spark's Parquet library can open the file as it is. */
    enum ShapeView {
        AS_STORED,
        REWRITTEN
    }
}
