package io.fulcrum.features.read;

import io.fulcrum.contract.encoder.ValueCodes;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;

/** Copies of rows of Spark that hold both what was computed and the sources. */
final class RowBatch extends SparkBatch {
    private static final int MOST_ROWS = 4096;

    private final SourcePlaces places;
    private final InternalRow[] rows = new InternalRow[MOST_ROWS];
    private int count;

    /** A batch of rows whose sources begin at column {@code first}. */
    RowBatch(SparkSources sources, int first) {
        this(sources, SourcePlaces.inRows(sources.types().size(), first));
    }

    private RowBatch(SparkSources sources, SourcePlaces places) {
        super(sources, places);
        this.places = places;
    }

    /** Returns the rows in batches, all of them this one. */
    Iterator<SparkBatch> over(Iterator<InternalRow> all) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return all.hasNext();
            }

            @Override
            public SparkBatch next() {
                if (!all.hasNext()) {
                    throw new NoSuchElementException("All rows of the partition were read.");
                }
                take(all);
                return RowBatch.this;
            }
        };
    }

    private void take(Iterator<InternalRow> all) {
        count = 0;
        while (count < MOST_ROWS && all.hasNext()) {
            rows[count++] = all.next().copy();
        }
        reopen();
    }

    @Override
    public int rows() {
        return count;
    }

    @Override
    public InternalRow computed(int row) {
        return rows[row];
    }

    @Override
    InternalRow stored(int row) {
        return rows[row];
    }

    @Override
    SpecializedGetters holder(int source, int row) {
        return rows[row];
    }

    @Override
    int at(int source, int row) {
        return places.column(source);
    }

    @Override
    public boolean hasCodes(int source) {
        return false;
    }

    @Override
    public int[] codes(int source) {
        throw noCodes();
    }

    @Override
    public ValueCodes dictionary(int source) {
        throw noCodes();
    }

    private static IllegalStateException noCodes() {
        return new IllegalStateException("Rows have no dictionary. Ask hasCodes() first.");
    }
}
