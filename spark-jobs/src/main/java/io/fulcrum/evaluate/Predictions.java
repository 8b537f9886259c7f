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
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataType;
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
        DataType[] keys = manifest.keys().stream()
                .map(key -> rows.schema().apply(key).dataType())
                .toArray(DataType[]::new);
        Scoring scoring = new Scoring(sent, chunks, new KeyColumns(firstKey, keys), types(manifest));
        JavaRDD<InternalRow> predictions =
                rows.queryExecution().toRdd().toJavaRDD().mapPartitions(scoring::score);
        return rows.sparkSession().internalCreateDataFrame(predictions.rdd(), schema(rows.schema(), manifest), false);
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

    /**
     * The key columns of rows.
     *
     * @param first position from which they follow
     */
    private record KeyColumns(int first, DataType[] types) implements Serializable {}

    /** The work of one partition. */
    private record Scoring(Broadcast<Recommender> model, RowChunks chunks, KeyColumns keys, List<TaskType> types)
            implements Serializable {

        Iterator<InternalRow> score(Iterator<InternalRow> rows) {
            ScoringSession session = new ScoringSession(model.value());
            return chunks.map(rows, Recommender.batchRows(), (batch, sources) -> predictions(session, batch, sources));
        }

        private List<InternalRow> predictions(ScoringSession session, Batch batch, List<InternalRow> sources) {
            double[] scores = session.score(batch);
            return IntStream.range(0, batch.size())
                    .mapToObj(i -> prediction(sources.get(i), scores, i, batch.size()))
                    .toList();
        }

        private InternalRow prediction(InternalRow source, double[] scores, int row, int rows) {
            int count = keys.types().length;
            Object[] values = new Object[count + types.size()];
            for (int key = 0; key < count; key++) {
                values[key] = source.get(keys.first() + key, keys.types()[key]);
            }
            for (int task = 0; task < types.size(); task++) {
                values[count + task] = written(types.get(task), scores[task * rows + row]);
            }
            return new GenericInternalRow(values);
        }
    }
}
