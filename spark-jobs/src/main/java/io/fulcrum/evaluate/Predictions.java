package io.fulcrum.evaluate;

import io.fulcrum.contract.Split;
import io.fulcrum.contract.TaskSpec;
import io.fulcrum.contract.TaskType;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.data.Batch;
import io.fulcrum.data.PreparedData;
import io.fulcrum.data.RowChunks;
import io.fulcrum.job.QuotedColumn;
import io.fulcrum.model.LogOdds;
import io.fulcrum.model.Recommender;
import io.fulcrum.model.ScoringSession;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A model's predictions for a prepared split: the key columns, then a double column per task: the probability of a
 * binary task, from which its log-odds can be computed to the bit, or the value of a regression in the label's unit.
 */
public final class Predictions {
    private Predictions() {}

    /** Returns key columns and predictions, in the order of the prepared rows. */
    public static Dataset<Row> of(PreparedData prepared, Split split, Recommender model) {
        return of(prepared.read(split), prepared.manifest(), prepared.chunks(), model);
    }

    /**
     * Returns key columns and predictions, in the order of the rows.
     *
     * @param prepared rows with the columns of prepared data
     */
    public static Dataset<Row> of(Dataset<Row> prepared, FeatureManifest manifest, Recommender model) {
        return of(prepared, manifest, PreparedData.chunks(manifest), model);
    }

    private static Dataset<Row> of(
            Dataset<Row> prepared, FeatureManifest manifest, RowChunks chunks, Recommender model) {
        List<Column> columns = new ArrayList<>(PreparedData.columns(manifest));
        int firstKey = columns.size();
        manifest.keys().forEach(key -> columns.add(QuotedColumn.of(key)));
        Dataset<Row> rows = prepared.select(columns.toArray(Column[]::new));
        Broadcast<Recommender> sent = new JavaSparkContext(rows.sparkSession().sparkContext()).broadcast(model);
        Scoring scoring = new Scoring(sent, chunks, firstKey, types(manifest));
        return rows.sparkSession()
                .createDataFrame(rows.toJavaRDD().mapPartitions(scoring::score), schema(rows.schema(), manifest));
    }

    /** Returns what is written for a score of {@link ScoringSession#score}. */
    static double written(TaskType type, double score) {
        return type == TaskType.BINARY ? LogOdds.probability((float) score) : score;
    }

    private static StructType schema(StructType input, FeatureManifest manifest) {
        List<StructField> fields = new ArrayList<>();
        manifest.keys().forEach(key -> fields.add(input.apply(key)));
        for (TaskSpec task : manifest.tasks()) {
            fields.add(DataTypes.createStructField(task.name(), DataTypes.DoubleType, false));
        }
        return DataTypes.createStructType(fields);
    }

    private static List<TaskType> types(FeatureManifest manifest) {
        return manifest.tasks().tasks().stream().map(TaskSpec::type).toList();
    }

    /** The work of one partition; {@code firstKey} is the position from which key columns follow. */
    private record Scoring(Broadcast<Recommender> model, RowChunks chunks, int firstKey, List<TaskType> types)
            implements Serializable {

        Iterator<Row> score(Iterator<Row> rows) {
            ScoringSession session = new ScoringSession(model.value());
            return chunks.map(rows, Recommender.batchRows(), (batch, sources) -> predictions(session, batch, sources));
        }

        private List<Row> predictions(ScoringSession session, Batch batch, List<Row> sources) {
            double[] scores = session.score(batch);
            return IntStream.range(0, batch.size())
                    .mapToObj(i -> prediction(sources.get(i), scores, i, batch.size()))
                    .toList();
        }

        private Row prediction(Row source, double[] scores, int row, int rows) {
            int keys = source.size() - firstKey;
            Object[] values = new Object[keys + types.size()];
            for (int key = 0; key < keys; key++) {
                values[key] = source.get(firstKey + key);
            }
            for (int task = 0; task < types.size(); task++) {
                values[keys + task] = written(types.get(task), scores[task * rows + row]);
            }
            return RowFactory.create(values);
        }
    }
}
