package io.fulcrum.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.LocalSpark;
import io.fulcrum.contract.LabelScale;
import io.fulcrum.contract.Split;
import io.fulcrum.data.GeneratedPrepared;
import io.fulcrum.data.PreparedData;
import io.fulcrum.data.Shard;
import io.fulcrum.model.LogOdds;
import io.fulcrum.model.ModelSpec;
import io.fulcrum.model.Recommender;
import io.fulcrum.model.RecommenderModel;
import io.fulcrum.model.ScoringSession;
import io.fulcrum.model.architecture.NetworkSettings;
import io.fulcrum.model.architecture.SharedBottom;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.optimizer.LearningRate;
import io.fulcrum.model.optimizer.OptimizerSettings;
import io.fulcrum.model.optimizer.UpdateRule;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Metrics of a scored split agree with its predictions, and neither depends on how the split is cut. */
@ExtendWith(LocalSpark.class)
class ScorerIT {
    private static final int ROWS = 400;
    private static final LabelScale WATCH = new LabelScale(50, 20);
    private static final EvaluationSettings GROUPED = new EvaluationSettings(15, 10, "user");

    @TempDir
    static Path folder;

    private static Recommender model;
    private static PreparedData prepared;

    @BeforeAll
    static void prepare(SparkSession spark) {
        GeneratedPrepared.write(spark, folder, ROWS, 3);
        prepared = PreparedData.open(spark, folder.toString());
        ModelSpec spec = new ModelSpec(
                GeneratedPrepared.TASKS,
                GeneratedPrepared.FEATURES,
                List.of(LabelScale.IDENTITY, WATCH),
                new NetworkSettings(new SharedBottom(List.of(6), List.of(4)), 3),
                5);
        OptimizerSettings sgd =
                new OptimizerSettings(new UpdateRule.Sgd(), LearningRate.constant(0.1), 0, Double.POSITIVE_INFINITY);
        try (RecommenderModel first = new RecommenderModel(spec, sgd)) {
            model = new Recommender(spec, first.parameters(), EmbeddingTables.initial(spec.embeddings(sgd.rule())));
        }
    }

    /** The metrics of the file that {@code score} writes are those of the report, to the bit. */
    @Test
    void evaluate_writtenPredictions_giveTheSameMetricsToTheBit(SparkSession spark) {
        Map<String, TaskMetrics> metrics = evaluate(3);
        String file = folder.resolve("written").toString();
        Predictions.of(prepared, Split.TEST, model).write().parquet(file);
        List<Row> rows = spark.read().parquet(file).collectAsList();
        TaskEvaluation click = TaskEvaluation.binary(GROUPED);
        TaskEvaluation watch = TaskEvaluation.regression(WATCH);
        for (Row row : rows) {
            long id = row.getLong(0);
            double probability = row.getDouble(1);
            assertThat(probability).isStrictlyBetween(0.0, 1.0);
            click.add(LogOdds.of(probability), id % 2, id % 7);
            watch.add(row.getDouble(2), id % 3 == 0 ? Double.NaN : id * 0.5, id % 7);
        }
        assertThat(click.read(GROUPED)).isEqualTo(metrics.get("click"));
        assertThat(watch.read(GROUPED)).isEqualTo(metrics.get("watch"));
        assertThat(metrics.get("click").value(Metric.AUC)).hasValue(auc(rows));
        assertThat(metrics.get("click").value(Metric.LOG_LOSS).getAsDouble()).isCloseTo(logLoss(rows), within(1e-12));
        assertThat(metrics.get("click").value(Metric.GROUPED_AUC)).isPresent();
        assertThat(metrics.get("watch").value(Metric.EXAMPLES)).hasValue(ROWS - (ROWS + 2) / 3);
        assertThat(metrics.get("watch").value(Metric.UNLABELLED)).hasValue((ROWS + 2) / 3);
    }

    /** The share of pairs of a positive and a negative whose probabilities are in order, ties one half. */
    private static double auc(List<Row> rows) {
        long twiceWins = 0;
        for (Row positive : rows) {
            for (Row negative : rows) {
                if (positive.getLong(0) % 2 == 1 && negative.getLong(0) % 2 == 0) {
                    twiceWins += 1 + Double.compare(positive.getDouble(1), negative.getDouble(1));
                }
            }
        }
        return twiceWins / 2.0 / (ROWS / 2) / (ROWS / 2);
    }

    private static double logLoss(List<Row> rows) {
        return rows.stream()
                        .mapToDouble(row ->
                                row.getLong(0) % 2 == 1 ? -Math.log(row.getDouble(1)) : -Math.log1p(-row.getDouble(1)))
                        .sum()
                / ROWS;
    }

    @Test
    void evaluate_anyNumberOfShards_givesTheSameMetricsToTheBit() {
        Map<String, TaskMetrics> one = evaluate(1);
        for (int shards : new int[] {2, 7}) {
            assertThat(evaluate(shards)).isEqualTo(one);
        }
    }

    @Test
    void predictions_otherPartitions_haveTheSameBits(SparkSession spark) {
        String key = "spark.sql.files.maxPartitionBytes";
        String before = spark.conf().get(key);
        Map<Long, Row> expected = byKey(Predictions.of(prepared, Split.TEST, model));
        try {
            spark.conf().set(key, "700");
            Dataset<Row> cut = Predictions.of(prepared, Split.TEST, model);
            Map<Long, Row> actual = byKey(cut);
            assertThat(cut.rdd().getNumPartitions()).isGreaterThan(3);
            assertThat(actual).isEqualTo(expected);
        } finally {
            spark.conf().set(key, before);
        }
    }

    private static Map<Long, Row> byKey(Dataset<Row> predictions) {
        Map<Long, Row> byKey = new HashMap<>();
        predictions.collectAsList().forEach(row -> byKey.put(row.getLong(0), row));
        assertThat(byKey).hasSize(ROWS);
        return byKey;
    }

    @Test
    void predictions_everyRow_onceWithItsKeyAndTypes() {
        var predictions = Predictions.of(prepared, Split.VALIDATION, model);
        assertThat(predictions.schema().fieldNames()).containsExactly("id", "click", "watch");
        assertThat(predictions.schema().apply("id").dataType()).isEqualTo(DataTypes.LongType);
        assertThat(predictions.schema().apply("click").dataType()).isEqualTo(DataTypes.DoubleType);
        assertThat(predictions.schema().apply("watch").dataType()).isEqualTo(DataTypes.DoubleType);
        Map<Long, Row> byKey = byKey(predictions);
        Shard shard = prepared.shards(Split.VALIDATION, 1, 1).first();
        ScoringSession session = new ScoringSession(model);
        double[] logits = session.score(shard.all());
        for (int row = 0; row < ROWS; row++) {
            Row prediction = byKey.get((long) shard.numbers()[0][row]);
            assertThat(prediction.getDouble(1)).isEqualTo(LogOdds.probability(logits[row]));
            assertThat(prediction.getDouble(2)).isEqualTo(logits[ROWS + row]);
        }
    }

    private static Map<String, TaskMetrics> evaluate(int shards) {
        JavaRDD<Shard> rdd = prepared.shards(Split.TEST, shards, 3);
        try {
            return Scorer.evaluate(rdd, model, GROUPED);
        } finally {
            rdd.unpersist();
        }
    }
}
