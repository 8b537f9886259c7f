package io.fulcrum.features.read;

import io.fulcrum.contract.encoder.SourceRow;
import io.fulcrum.contract.encoder.Utf8;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;

/** A row of Spark as encoders read it, without a copy or a boxed value; a cursor for one thread. */
final class SparkRow implements SourceRow {
    private final SparkValue[] values; // [source]
    private final ArrayData[] lists; // [source] the list of the row at hand, where one was asked for
    private final SourcePlaces places;
    private InternalRow computed;
    private InternalRow stored;

    /** A cursor whose sources are read so and are at these places. */
    SparkRow(SparkValue[] values, SourcePlaces places) {
        this.values = values;
        this.places = places;
        lists = new ArrayData[values.length];
    }

    /** Moves to a row: the sources that are stored, and what was computed of it. */
    void at(InternalRow storedOfRow, InternalRow computedOfRow) {
        stored = storedOfRow;
        computed = computedOfRow;
    }

    private InternalRow holder(int source) {
        return places.isComputed(source) ? computed : stored;
    }

    @Override
    public boolean isNull(int source) {
        return holder(source).isNullAt(places.column(source));
    }

    @Override
    public double number(int source) {
        return values[source].number(holder(source), places.column(source));
    }

    @Override
    public long micros(int source) {
        return values[source].micros(holder(source), places.column(source));
    }

    @Override
    public void text(int source, Utf8 into) {
        values[source].text(holder(source), places.column(source), into);
    }

    @Override
    public int length(int source) {
        lists[source] = holder(source).getArray(places.column(source));
        return lists[source].numElements();
    }

    @Override
    public boolean text(int source, int entry, Utf8 into) {
        if (lists[source].isNullAt(entry)) {
            return false;
        }
        values[source].text(lists[source], entry, into);
        return true;
    }

    @Override
    public boolean isNull(int source, int entry) {
        return lists[source].isNullAt(entry);
    }

    @Override
    public double number(int source, int entry) {
        return lists[source].isNullAt(entry) ? Double.NaN : values[source].number(lists[source], entry);
    }
}
