package io.fulcrum.evaluate;

import io.fulcrum.contract.Split;
import io.fulcrum.contract.TaskSet;
import io.fulcrum.contract.TaskSpec;
import io.fulcrum.data.KeyedRows;
import io.fulcrum.data.PreparedData;
import io.fulcrum.job.SparkSettings;
import io.fulcrum.model.Recommender;
import java.util.Optional;
import org.apache.parquet.hadoop.ParquetOutputFormat;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Predictions as a new folder of Parquet. */
public final class PredictionFolder {
    private PredictionFolder() {}

    /** Writes the predictions of a prepared split; of few values without a query, if nobody set how Spark writes. */
    public static void write(SparkSession spark, PreparedData prepared, Split split, Recommender model, String folder) {
        boolean asUsual = SparkSettings.writesFilesAsUsual(spark.sparkContext().getConf());
        Optional<KeyedRows> small = asUsual ? prepared.keyed(split) : Optional.empty();
        small.ifPresentOrElse(
                rows -> SmallPredictions.write(rows, prepared.manifest().tasks(), model, folder),
                () -> prepared.querying(split, () -> {
                    Dataset<Row> predictions = Predictions.of(prepared, split, model);
                    write(predictions, prepared.manifest().tasks(), folder);
                    return predictions;
                }));
    }

    /** Writes rows of {@link Predictions} of these tasks. */
    public static void write(Dataset<Row> predictions, TaskSet tasks, String folder) {
        DataFrameWriter<Row> writer = predictions.write().option("compression", "zstd");
        for (TaskSpec task : tasks) { // nearly every row has another value, which a dictionary only makes slower
            writer.option(ParquetOutputFormat.ENABLE_DICTIONARY + "#" + task.name(), false);
        }
        writer.parquet(folder);
    }
}
