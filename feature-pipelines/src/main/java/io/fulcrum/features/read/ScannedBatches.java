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
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.sql.vectorized.ColumnarBatchRow;
import scala.collection.JavaConverters;
import scala.collection.immutable.Seq;

/** Batches of a scan with the rows that meet all conditions, one after another as the same object; none is empty. */
final class ScannedBatches implements Iterator<SparkBatch> {
    private final Iterator<ColumnarBatch> scanned;
    private final List<BasePredicate> conditions;
    private final UnsafeProjection projection;
    private final ColumnBatch batch;
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

    ScannedBatches(Iterator<ColumnarBatch> scanned, Columns columns, SparkSources sources) {
        this.scanned = scanned;
        conditions = JavaConverters.seqAsJavaList(columns.conditions()).stream()
                .map(condition -> Predicate.create(condition, columns.stored()))
                .toList();
        conditions.forEach(condition -> condition.initialize(0));
        projection = UnsafeProjection.create(columns.computed(), columns.stored());
        batch = new ColumnBatch(sources, columns.places());
    }

    @Override
    public boolean hasNext() {
        while (!found && scanned.hasNext()) {
            select(scanned.next());
            found = batch.rows() > 0;
        }
        return found;
    }

    @Override
    public SparkBatch next() {
        if (!hasNext()) {
            throw new NoSuchElementException("All rows of the partition were read.");
        }
        found = false;
        return batch;
    }

    private void select(ColumnarBatch rows) {
        batch.open(rows);
        for (int place = 0; place < rows.numRows(); place++) {
            ColumnarBatchRow row = batch.at(place);
            if (meetsConditions(row)) {
                batch.select(place, projection.apply(row).copy());
            }
        }
    }

    private boolean meetsConditions(ColumnarBatchRow row) {
        for (BasePredicate condition : conditions) {
            if (!condition.eval(row)) {
                return false;
            }
        }
        return true;
    }
}
