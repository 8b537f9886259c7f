package io.fulcrum.features.read;

import io.fulcrum.contract.encoder.SourceColumns;
import io.fulcrum.contract.encoder.SourceRow;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;

/**
 * Source rows that are read together: their sources, column by column or row by row, and what was computed of each. Is
 * filled again and again; for one thread.
 */
public abstract class SparkBatch implements SourceColumns {
    private final SparkValue[] values; // [source]
    private final SparkRow cursor;
    private final RowHash hash;
    private final double[][] numbers; // [source][row] null where they have not been asked for
    private final boolean[] areRead; // [source] whether numbers are those of the rows at hand
    private boolean isHashed;

    SparkBatch(SparkSources sources, SourcePlaces places) {
        values = sources.values();
        cursor = new SparkRow(values, places);
        hash = new RowHash(sources);
        numbers = new double[values.length][];
        areRead = new boolean[values.length];
    }

    /** Returns the columns that were computed of a row. */
    public abstract InternalRow computed(int row);

    /** Returns hashes of all sources of each row, by which rows are ordered; // [row], longer than the batch. */
    public final long[] hashes() {
        if (!isHashed) {
            hash.read(this);
            isHashed = true;
        }
        return hash.sums();
    }

    /** Returns what holds a source of a row, at {@link #at}. */
    abstract SpecializedGetters holder(int source, int row);

    /** Returns where {@link #holder} has a source of a row. */
    abstract int at(int source, int row);

    /** Returns the row that holds the sources that are not computed. */
    abstract InternalRow stored(int row);

    /** Forgets what was read of earlier rows. */
    final void reopen() {
        Arrays.fill(areRead, false);
        isHashed = false;
    }

    @Override
    public final SourceRow row(int row) {
        cursor.at(stored(row), computed(row));
        return cursor;
    }

    @Override
    public final double[] numbers(int source) {
        if (!areRead[source]) {
            if (numbers[source] == null || numbers[source].length < rows()) {
                numbers[source] = new double[rows()];
            }
            values[source].read(this, source, numbers[source]);
            areRead[source] = true;
        }
        return numbers[source];
    }
}
