package io.fulcrum.features.read;

import io.fulcrum.features.read.RowPass.Body;
import java.util.Iterator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;

/** Source rows of any plan, as rows of Spark. */
record RowScan(Dataset<Row> rows, int computed) implements RowPass.SourceReading {
    @Override
    public <T> JavaRDD<T> map(SparkSources sources, int most, Body<T> body) {
        JavaRDD<InternalRow> internal = rows.queryExecution().toRdd().toJavaRDD();
        int first = computed;
        return RowPass.joined(internal, most)
                .mapPartitions(partition -> body.over(moved(partition, new SparkRow(sources, first))));
    }

    private static Iterator<SparkRow> moved(Iterator<InternalRow> rows, SparkRow cursor) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public SparkRow next() {
                cursor.at(rows.next());
                return cursor;
            }
        };
    }
}
