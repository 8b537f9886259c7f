package io.fulcrum.features.read;

import io.fulcrum.features.read.RowPass.Body;
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
                .mapPartitions(partition -> body.over(new RowBatch(sources, first).over(partition)));
    }
}
