package io.fulcrum.features.read;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.BasePredicate;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Predicate;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.sql.vectorized.ColumnarBatchRow;
import scala.collection.JavaConverters;
import scala.collection.immutable.Seq;

/** The rows of batches that meet all conditions, one after another as the same cursor. */
final class BatchRows implements Iterator<SparkRow> {
    private final Iterator<ColumnarBatch> batches;
    private final List<BasePredicate> conditions;
    private final UnsafeProjection projection;
    private final SparkRow cursor;
    private ColumnarBatchRow row;
    private int next;
    private int rows;
    private boolean found;

    /**
     * What is read of batches.
     *
     * @param conditions what a row must meet, over {@code stored}
     * @param computed columns that are computed, over {@code stored}
     * @param stored columns of the batches
     * @param places where the sources are
     */
    record Columns(Seq<Expression> conditions, Seq<Expression> computed, Seq<Attribute> stored, SourcePlaces places)
            implements Serializable {}

    BatchRows(Iterator<ColumnarBatch> batches, Columns columns, SparkSources sources) {
        this.batches = batches;
        conditions = JavaConverters.seqAsJavaList(columns.conditions()).stream()
                .map(condition -> Predicate.create(condition, columns.stored()))
                .toList();
        conditions.forEach(condition -> condition.initialize(0));
        projection = UnsafeProjection.create(columns.computed(), columns.stored());
        cursor = new SparkRow(sources, columns.places());
        row = new ColumnarBatchRow(new ColumnVector[0]);
    }

    @Override
    public boolean hasNext() {
        while (!found && (next < rows || open())) {
            if (next == rows) {
                continue;
            }
            row.rowId = next;
            found = meetsConditions();
            next += found ? 0 : 1;
        }
        return found;
    }

    /** Opens the next batch, if there is one. */
    private boolean open() {
        if (!batches.hasNext()) {
            return false;
        }
        ColumnarBatch batch = batches.next();
        row = cursor.open(batch);
        rows = batch.numRows();
        next = 0;
        return true;
    }

    @Override
    public SparkRow next() {
        if (!hasNext()) {
            throw new NoSuchElementException("All rows of the partition were read.");
        }
        cursor.at(next, projection.apply(row));
        next++;
        found = false;
        return cursor;
    }

    private boolean meetsConditions() {
        for (BasePredicate condition : conditions) {
            if (!condition.eval(row)) {
                return false;
            }
        }
        return true;
    }
}
