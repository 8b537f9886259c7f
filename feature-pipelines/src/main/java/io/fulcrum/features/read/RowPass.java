package io.fulcrum.features.read;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.SparkPlan;

/**
 * One pass over source rows: for each row the columns that are computed of it, as expressions, and its source columns.
 *
 * <p>Sources are read from the column batches of Spark's Parquet reader, where the plan is a scan with no more than a
 * filter and a projection. No row is made there, and the codes of Parquet's dictionaries are at hand. Other plans are
 * read by rows, with the same results.
 */
public final class RowPass {
    private final SparkSources sources;
    private final SourceReading reading;

    private RowPass(SparkSources sources, SourceReading reading) {
        this.sources = sources;
        this.reading = reading;
    }

    /** What is done with the rows of one partition. */
    public interface Body<T> extends Serializable {
        /** Consumes the rows in batches: all the same object, which is filled again when more are asked for. */
        Iterator<T> over(Iterator<SparkBatch> batches);
    }

    /** Returns the pass over these rows. */
    public static RowPass of(Dataset<Row> rows, List<Column> computed, SparkSources sources) {
        List<Column> selected = new ArrayList<>(computed);
        selected.addAll(sources.columns());
        Dataset<Row> chosen = rows.select(selected.toArray(Column[]::new));
        SparkPlan plan = chosen.queryExecution().executedPlan();
        SourceReading reading = BatchScan.of(plan, computed.size())
                .<SourceReading>map(scan -> scan)
                .orElseGet(() -> new RowScan(chosen, computed.size()));
        return new RowPass(sources, reading);
    }

    /** Returns what the body makes of each partition. */
    public <T> JavaRDD<T> map(Body<T> body) {
        return reading.map(sources, Integer.MAX_VALUE, body);
    }

    /** As {@link #map(Body)} over at most so many partitions; more are joined. */
    public <T> JavaRDD<T> map(int most, Body<T> body) {
        return reading.map(sources, most, body);
    }

    /** A way to read the rows. */
    interface SourceReading {
        <T> JavaRDD<T> map(SparkSources sources, int most, Body<T> body);
    }

    /** Returns the RDD with at most so many partitions. */
    static <T> JavaRDD<T> joined(JavaRDD<T> all, int most) {
        return all.getNumPartitions() > most ? all.coalesce(most) : all;
    }
}
