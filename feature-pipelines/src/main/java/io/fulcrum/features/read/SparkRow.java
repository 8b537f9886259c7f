package io.fulcrum.features.read;

import io.fulcrum.contract.encoder.SourceRow;
import io.fulcrum.contract.encoder.Utf8;
import io.fulcrum.contract.encoder.ValueCodes;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.sql.vectorized.ColumnarBatchRow;

/** A row of Spark as encoders read it, without a copy or a boxed value; a cursor for one thread. */
public final class SparkRow implements SourceRow {
    private static final int NO_BATCH = -1;

    private final SparkValue[] values; // [source]
    private final ArrayData[] lists; // [source] the list of the row at hand, where one was asked for
    private final SourcePlaces places;
    private final DictionaryCodes codes;
    private final RowHash hash;
    private InternalRow computed;
    private InternalRow stored;
    private int inBatch = NO_BATCH;

    /** A cursor whose sources are at these places. */
    SparkRow(SparkSources sources, SourcePlaces places) {
        this.places = places;
        values = sources.values();
        lists = new ArrayData[values.length];
        codes = new DictionaryCodes(places);
        hash = new RowHash(sources, places, codes);
    }

    /** A cursor over rows whose sources begin at column {@code first}. */
    SparkRow(SparkSources sources, int first) {
        this(sources, SourcePlaces.inRows(sources.types().size(), first));
    }

    /** Moves to a row that has both the computed columns and the sources. */
    void at(InternalRow row) {
        computed = row;
        stored = row;
    }

    /** Takes the following rows from a batch. */
    ColumnarBatchRow open(ColumnarBatch batch) {
        codes.open(batch);
        hash.open();
        ColumnarBatchRow row = codes.row();
        stored = row;
        return row;
    }

    /** Moves to a row of the batch. */
    void at(int row, InternalRow computedOfRow) {
        inBatch = row;
        computed = computedOfRow;
    }

    /** Returns the columns that were computed of the row at hand. */
    public InternalRow computed() {
        return computed;
    }

    /** Returns the hash of all sources of the row at hand, by which rows are ordered. */
    public long hash() {
        return inBatch == NO_BATCH ? hash.of(this) : hash.of(this, inBatch);
    }

    /** Returns the row that holds a source. */
    InternalRow holder(int source) {
        return places.isComputed(source) ? computed : stored;
    }

    /** Returns the column of a source in its {@link #holder}. */
    int column(int source) {
        return places.column(source);
    }

    @Override
    public boolean isNull(int source) {
        return holder(source).isNullAt(column(source));
    }

    @Override
    public double number(int source) {
        return values[source].number(holder(source), column(source));
    }

    @Override
    public long micros(int source) {
        return values[source].micros(holder(source), column(source));
    }

    @Override
    public void text(int source, Utf8 into) {
        values[source].text(holder(source), column(source), into);
    }

    @Override
    public int length(int source) {
        lists[source] = holder(source).getArray(column(source));
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
    public int code(int source) {
        return codes.code(source, inBatch);
    }

    @Override
    public ValueCodes codes(int source) {
        return codes.of(source);
    }
}
