package io.fulcrum.features.encode;

import java.util.Arrays;
import java.util.Iterator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Rows to be encoded, in batches or as a table.
 *
 * @param batches each of a partition is the same object, filled again
 * @param schema of the rows
 * @param layout where the columns of the rows come from
 * @param unstored how many columns at the end are not prepared ones
 */
public record EncodedPass(JavaRDD<EncodedBatch> batches, StructType schema, EncodedLayout layout, int unstored) {
    /** Returns the prepared columns. */
    public StructType stored() {
        StructField[] all = schema.fields();
        return new StructType(Arrays.copyOf(all, all.length - unstored));
    }

    /** Returns the number of columns that are carried through, unstored ones among them. */
    public int carriedFields() {
        int carried = 0;
        for (byte kind : layout.kind()) {
            carried += kind == EncodedLayout.CARRIED ? 1 : 0;
        }
        return carried;
    }

    /** Returns the rows as a table. */
    public Dataset<Row> table(SparkSession spark) {
        JavaRDD<InternalRow> rows = batches.mapPartitions(Rows::new);
        return spark.internalCreateDataFrame(rows.rdd(), schema, false);
    }

    /** The rows of batches; always the same object. */
    private static final class Rows implements Iterator<InternalRow> {
        private final Iterator<EncodedBatch> batches;
        private EncodedBatch batch;
        private int rows;
        private int next;

        Rows(Iterator<EncodedBatch> batches) {
            this.batches = batches;
        }

        @Override
        public boolean hasNext() {
            return next < rows || batches.hasNext();
        }

        @Override
        public InternalRow next() {
            if (next == rows) {
                batch = batches.next();
                rows = batch.rows();
                next = 0;
            }
            return batch.row(next++);
        }
    }
}
