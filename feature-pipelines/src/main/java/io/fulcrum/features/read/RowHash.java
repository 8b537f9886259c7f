package io.fulcrum.features.read;

import io.fulcrum.contract.encoder.CodeMemo;
import io.fulcrum.contract.encoder.XxHash64;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.vectorized.ColumnarBatchRow;

/**
 * A hash of all source columns of a row. Each column adds the xxHash64 of its value, seeded by the column's name, so
 * that the order of columns does not matter and a value of a dictionary is hashed once. The sum is mixed at the end,
 * because the digest of rows adds hashes again. Prepared data is ordered by these values: golden ones are in a test.
 */
final class RowHash {
    private final ValueHash[] values; // [source]
    private final long[] nulls; // [source] what a null adds
    private final CodeMemo[] known; // [source]
    private final SourcePlaces places;
    private final DictionaryCodes batch;
    private long[] sums = new long[0]; // [row of the batch]
    private boolean isHashed;

    /** The hash of sources at these places; {@code batch} has the batch at hand, if there is one. */
    RowHash(SparkSources sources, SourcePlaces places, DictionaryCodes batch) {
        this.places = places;
        this.batch = batch;
        int count = sources.types().size();
        values = new ValueHash[count];
        nulls = new long[count];
        known = new CodeMemo[count];
        Arrays.setAll(known, source -> new CodeMemo());
        for (int source = 0; source < count; source++) {
            long seed = XxHash64.hash(sources.columnNames().get(source), XxHash64.SPARK_SEED);
            values[source] = ValueHash.of(sources.types().get(source), seed);
            nulls[source] = XxHash64.avalanche(seed);
        }
    }

    /** Takes the following rows from the next batch. */
    void open() {
        isHashed = false;
    }

    /** Returns the hash of the row at hand, which no batch holds. */
    long of(SparkRow row) {
        long sum = 0;
        for (int source = 0; source < values.length; source++) {
            sum += value(row.holder(source), row.column(source), source);
        }
        return XxHash64.avalanche(sum);
    }

    /** Returns the hash of the row at hand, which is this one of the batch. */
    long of(SparkRow row, int inBatch) {
        if (!isHashed) {
            hashBatch();
            isHashed = true;
        }
        long sum = sums[inBatch];
        for (int source = 0; source < values.length; source++) {
            sum += places.isComputed(source) ? value(row.computed(), row.column(source), source) : 0;
        }
        return XxHash64.avalanche(sum);
    }

    /** Sums the hashes of what the batch holds: one column after another, so that each is a loop over one array. */
    private void hashBatch() {
        int rows = batch.rows();
        sums = sums.length < rows ? new long[rows] : sums;
        Arrays.fill(sums, 0, rows, 0);
        for (int source = 0; source < values.length; source++) {
            if (batch.hasCodes(source)) {
                addCodes(source, rows);
            } else if (!places.isComputed(source)) {
                addValues(source, rows);
            }
        }
    }

    private void addValues(int source, int rows) {
        ColumnarBatchRow row = batch.reader();
        int column = places.column(source);
        for (int i = 0; i < rows; i++) {
            row.rowId = i;
            sums[i] += value(row, column, source);
        }
    }

    private void addCodes(int source, int rows) {
        long[] hashes = known[source].longs(batch.of(source));
        for (int i = 0; i < rows; i++) {
            int code = batch.code(source, i);
            if (code < 0) {
                sums[i] += nulls[source];
            } else {
                hashes[code] = hashes[code] == 0 ? hash(source, i) : hashes[code];
                sums[i] += hashes[code];
            }
        }
    }

    private long hash(int source, int inBatch) {
        ColumnarBatchRow row = batch.reader();
        row.rowId = inBatch;
        return value(row, places.column(source), source);
    }

    private long value(InternalRow row, int column, int source) {
        return row.isNullAt(column) ? nulls[source] : values[source].of(row, column);
    }
}
