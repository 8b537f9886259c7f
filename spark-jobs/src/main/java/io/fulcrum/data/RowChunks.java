package io.fulcrum.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.BiFunction;
import org.apache.spark.sql.catalyst.InternalRow;

/** Streams rows through batches of bounded size, for work on a split that need not be held as shards. */
public final class RowChunks implements Serializable {
    private static final long serialVersionUID = 1L;

    private final ShardBuilder.Columns columns;

    /** Reads rows that begin with the columns that {@link PreparedData#columns()} selects. */
    RowChunks(ShardBuilder.Columns columns) {
        this.columns = columns;
    }

    /** Applies {@code work} to each batch of at most {@code size} rows and the rows themselves, in their order. */
    public <T> Iterator<T> map(
            Iterator<InternalRow> rows, int size, BiFunction<Batch, List<InternalRow>, List<T>> work) {
        return new Iterator<>() {
            private Iterator<T> results = Collections.emptyIterator();

            @Override
            public boolean hasNext() {
                while (!results.hasNext() && rows.hasNext()) {
                    results = chunk(rows, size, work).iterator();
                }
                return results.hasNext();
            }

            @Override
            public T next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return results.next();
            }
        };
    }

    private <T> List<T> chunk(
            Iterator<InternalRow> rows, int size, BiFunction<Batch, List<InternalRow>, List<T>> work) {
        List<InternalRow> chunk = new ArrayList<>(size);
        while (rows.hasNext() && chunk.size() < size) {
            chunk.add(rows.next().copy()); // Spark reuses one row
        }
        return work.apply(ShardBuilder.build(columns, chunk.iterator()).all(), chunk);
    }
}
