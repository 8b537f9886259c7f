package io.fulcrum.features.read;

import io.fulcrum.contract.encoder.ValueCodes;
import java.util.Arrays;
import org.apache.parquet.column.Dictionary;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.sql.vectorized.ColumnarBatchRow;
import org.jspecify.annotations.Nullable;

/** Which sources of a batch are stored as codes of a Parquet dictionary; for one thread. */
final class DictionaryCodes {
    private static final ValueCodes NONE = new ValueCodes(0);

    private final SourcePlaces places;
    private final WritableColumnVector[] ids; // [source] null where the batch has values instead of codes
    private final WritableColumnVector[] vectors; // [source] set where ids are
    private final Dictionary[] dictionaries; // [source] the latest one
    private final ValueCodes[] codes; // [source] of the latest dictionary
    private ColumnarBatchRow row = new ColumnarBatchRow(new ColumnVector[0]);
    private ColumnarBatchRow reader = row;
    private @Nullable ColumnarBatch opened;
    private int rows;

    DictionaryCodes(SourcePlaces places) {
        this.places = places;
        ids = new WritableColumnVector[places.sources()];
        vectors = new WritableColumnVector[places.sources()];
        dictionaries = new Dictionary[places.sources()];
        codes = new ValueCodes[places.sources()];
        Arrays.fill(codes, NONE);
    }

    /** Reads the codes of a batch; Spark fills one batch again and again. */
    void open(ColumnarBatch batch) {
        if (batch != opened) {
            opened = batch;
            row = row(batch);
            reader = row(batch);
        }
        rows = batch.numRows();
        for (int source = 0; source < ids.length; source++) {
            ids[source] = null;
            if (!places.isComputed(source)) {
                open(source, batch.column(places.column(source)));
            }
        }
    }

    /** Returns the row of the batch to move and to read. */
    ColumnarBatchRow row() {
        return row;
    }

    /** Returns the number of rows of the batch. */
    int rows() {
        return rows;
    }

    /** Returns a row of the batch that may be moved without moving {@link #row}. */
    ColumnarBatchRow reader() {
        return reader;
    }

    /** Whether the batch has codes of a source. */
    boolean hasCodes(int source) {
        return ids[source] != null;
    }

    /** Returns the code of a source in a row of the batch, or -1 where it has none. */
    int code(int source, int inBatch) {
        WritableColumnVector codesOfSource = ids[source];
        return codesOfSource == null || vectors[source].isNullAt(inBatch) ? -1 : codesOfSource.getDictId(inBatch);
    }

    /** Returns the dictionary of a source's codes. */
    ValueCodes of(int source) {
        return codes[source];
    }

    private void open(int source, ColumnVector column) {
        if (!(column instanceof WritableColumnVector vector) || !vector.hasDictionary()) {
            return;
        }
        Dictionary dictionary = VectorDictionary.of(vector);
        if (dictionary == null) {
            return;
        }
        if (dictionary != dictionaries[source]) {
            dictionaries[source] = dictionary;
            codes[source] = new ValueCodes(dictionary.getMaxId() + 1);
        }
        vectors[source] = vector;
        ids[source] = vector.getDictionaryIds();
    }

    private static ColumnarBatchRow row(ColumnarBatch batch) {
        ColumnVector[] columns = new ColumnVector[batch.numCols()];
        for (int column = 0; column < columns.length; column++) {
            columns[column] = batch.column(column);
        }
        return new ColumnarBatchRow(columns);
    }
}
