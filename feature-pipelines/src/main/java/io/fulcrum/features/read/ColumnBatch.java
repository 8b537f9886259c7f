package io.fulcrum.features.read;

import io.fulcrum.contract.encoder.Utf8;
import io.fulcrum.contract.encoder.ValueCodes;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.sql.vectorized.ColumnarBatchRow;
import org.jspecify.annotations.Nullable;

/** The rows of a batch of Spark's column reader that were selected, with what was computed of them. */
final class ColumnBatch extends SparkBatch {
    private final SourcePlaces places;
    private final ColumnarArray[] columns; // [source] null where it is computed
    private final DictionaryCodes[] codes; // [source]
    private @Nullable ColumnarBatch opened;
    private ColumnarBatchRow stored = new ColumnarBatchRow(new ColumnVector[0]);
    private int[] selected = new int[0]; // [row] its place in Spark's batch
    private InternalRow[] computed = new InternalRow[0]; // [row]
    private int count;

    ColumnBatch(SparkSources sources, SourcePlaces places) {
        super(sources, places);
        this.places = places;
        columns = new ColumnarArray[places.sources()];
        codes = Stream.generate(DictionaryCodes::new).limit(columns.length).toArray(DictionaryCodes[]::new);
    }

    /** Moves to a batch, of which no row is selected yet; Spark fills one batch again and again. */
    void open(ColumnarBatch batch) {
        if (batch != opened) {
            opened = batch;
            stored = new ColumnarBatchRow(
                    IntStream.range(0, batch.numCols()).mapToObj(batch::column).toArray(ColumnVector[]::new));
        }
        if (selected.length < batch.numRows()) {
            selected = new int[batch.numRows()];
            computed = new InternalRow[batch.numRows()];
        }
        for (int source = 0; source < columns.length; source++) {
            if (!places.isComputed(source)) {
                ColumnVector column = batch.column(places.column(source));
                columns[source] = new ColumnarArray(column, 0, batch.numRows());
                codes[source].open(column);
            }
        }
        count = 0;
        reopen();
    }

    /** Returns the row at a place of Spark's batch; always the same cursor, moved. */
    ColumnarBatchRow at(int place) {
        stored.rowId = place;
        return stored;
    }

    /** Adds the row at a place of Spark's batch. */
    void select(int place, InternalRow computedOfRow) {
        selected[count] = place;
        computed[count++] = computedOfRow;
    }

    @Override
    public int rows() {
        return count;
    }

    @Override
    public InternalRow computed(int row) {
        return computed[row];
    }

    @Override
    InternalRow stored(int row) {
        return at(selected[row]);
    }

    @Override
    SpecializedGetters holder(int source, int row) {
        return columns[source] == null ? computed[row] : columns[source];
    }

    @Override
    int at(int source, int row) {
        return columns[source] == null ? places.column(source) : selected[row];
    }

    @Override
    public boolean hasCodes(int source) {
        return codes[source].arePresent();
    }

    @Override
    public int[] codes(int source) {
        return codes[source].of(selected, count);
    }

    @Override
    public void text(int source, int row, Utf8 into) {
        if (codes[source].haveTexts()) {
            codes[source].text(codes(source)[row], into);
        } else {
            super.text(source, row, into);
        }
    }

    @Override
    public ValueCodes dictionary(int source) {
        return codes[source].dictionary();
    }
}
