package io.fulcrum.evaluate;

import io.fulcrum.contract.Split;
import io.fulcrum.data.KeyedRows;
import io.fulcrum.data.PreparedData;
import io.fulcrum.job.SparkSettings;
import io.fulcrum.model.Recommender;
import java.util.Optional;
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
                    write(predictions, folder);
                    return predictions;
                }));
    }

    /** Writes rows of {@link Predictions}. */
    public static void write(Dataset<Row> predictions, String folder) {
        predictions.write().option("compression", "zstd").parquet(folder);
    }
}
