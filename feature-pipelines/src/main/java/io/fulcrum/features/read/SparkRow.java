package io.fulcrum.features.read;

import io.fulcrum.contract.encoder.SourceRow;
import io.fulcrum.contract.encoder.Utf8;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;

/** A row of Spark as encoders read it, without a copy or a boxed value; for one thread. */
public class SparkRow implements SourceRow {
    private final SparkValue[] values; // [source]
    private final ArrayData[] lists; // [source] the list of the row at hand, where one was asked for
    private final int firstSource;
    private InternalRow row;

    /** A cursor over rows whose sources begin at column {@code firstSource}. */
    public SparkRow(SparkSources sources, int firstSource) {
        this.firstSource = firstSource;
        values = sources.values();
        lists = new ArrayData[values.length];
    }

    /** Moves to a row. */
    public final void at(InternalRow next) {
        row = next;
    }

    /** Returns the row at hand. */
    protected final InternalRow row() {
        return row;
    }

    @Override
    public final boolean isNull(int source) {
        return row.isNullAt(firstSource + source);
    }

    @Override
    public final double number(int source) {
        return values[source].number(row, firstSource + source);
    }

    @Override
    public final long micros(int source) {
        return values[source].micros(row, firstSource + source);
    }

    @Override
    public final void text(int source, Utf8 into) {
        values[source].text(row, firstSource + source, into);
    }

    @Override
    public final int length(int source) {
        lists[source] = row.getArray(firstSource + source);
        return lists[source].numElements();
    }

    @Override
    public final boolean text(int source, int entry, Utf8 into) {
        if (lists[source].isNullAt(entry)) {
            return false;
        }
        values[source].text(lists[source], entry, into);
        return true;
    }
}
