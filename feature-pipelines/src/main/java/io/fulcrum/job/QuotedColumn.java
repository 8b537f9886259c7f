package io.fulcrum.job;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/** A column by its exact name: dots, blanks and back-ticks in it mean themselves. */
public final class QuotedColumn {
    private QuotedColumn() {}

    /** Returns the column of exactly this name. */
    public static Column of(String name) {
        return functions.col(quoted(name));
    }

    /** Returns the name as SQL text that means this column alone. */
    public static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }
}
