package io.fulcrum.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.LocalSpark;
import io.fulcrum.contract.LabelScale;
import io.fulcrum.contract.Split;
import io.fulcrum.data.GeneratedPrepared;
import io.fulcrum.data.PreparedData;
import io.fulcrum.data.Shard;
import io.fulcrum.model.EmbeddingTables;
import io.fulcrum.model.LearningRate;
import io.fulcrum.model.ModelSpec;
import io.fulcrum.model.NetworkSettings;
import io.fulcrum.model.OptimizerSettings;
import io.fulcrum.model.Recommender;
import io.fulcrum.model.RecommenderModel;
import io.fulcrum.model.SharedBottom;
import io.fulcrum.model.UpdateRule;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
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
                List.of(LabelScale.IDENTITY, new LabelScale(50, 20)),
                new NetworkSettings(new SharedBottom(List.of(6), List.of(4)), 3),
                5);
        OptimizerSettings sgd =
                new OptimizerSettings(new UpdateRule.Sgd(), LearningRate.constant(0.1), 0, Double.POSITIVE_INFINITY);
        try (RecommenderModel first = new RecommenderModel(spec, sgd)) {
            model = new Recommender(spec, first.parameters(), EmbeddingTables.initial(spec.embeddings(sgd.rule())));
        }
    }

    @Test
    void evaluate_predictions_giveTheSameMetrics() {
        Map<String, TaskMetrics> metrics = evaluate(3);
        List<Row> rows = Predictions.of(prepared, Split.TEST, model).collectAsList();
        TaskEvaluation click = TaskEvaluation.binary(GROUPED);
        TaskEvaluation watch = TaskEvaluation.regression();
        for (Row row : rows) {
            long id = row.getLong(0);
            double probability = row.getFloat(1);
            assertThat(probability).isBetween(0.0, 1.0);
            click.add(Math.log(probability / (1 - probability)), id % 2, id % 7);
            watch.add(row.getDouble(2), id % 3 == 0 ? Double.NaN : id * 0.5, id % 7);
        }
        assertClose(metrics.get("click"), click.read(GROUPED));
        assertClose(metrics.get("watch"), watch.read(GROUPED));
        assertThat(metrics.get("click").value(Metric.GROUPED_AUC)).isPresent();
        assertThat(metrics.get("watch").value(Metric.EXAMPLES)).hasValue(ROWS - (ROWS + 2) / 3);
        assertThat(metrics.get("watch").value(Metric.UNLABELLED)).hasValue((ROWS + 2) / 3);
    }

    @Test
    void evaluate_anyNumberOfShards_givesTheSameMetrics() {
        Map<String, TaskMetrics> one = evaluate(1);
        for (int shards : new int[] {2, 7}) {
            evaluate(shards).forEach((task, metrics) -> assertClose(metrics, one.get(task)));
        }
        assertThat(evaluate(7)).isEqualTo(evaluate(7));
    }

    @Test
    void predictions_everyRow_onceWithItsKeyAndTypes() {
        var predictions = Predictions.of(prepared, Split.VALIDATION, model);
        assertThat(predictions.schema().fieldNames()).containsExactly("id", "click", "watch");
        assertThat(predictions.schema().apply("id").dataType()).isEqualTo(DataTypes.LongType);
        assertThat(predictions.schema().apply("click").dataType()).isEqualTo(DataTypes.FloatType);
        assertThat(predictions.schema().apply("watch").dataType()).isEqualTo(DataTypes.DoubleType);
        Map<Long, Row> byKey = new HashMap<>();
        predictions.collectAsList().forEach(row -> byKey.put(row.getLong(0), row));
        assertThat(byKey).hasSize(ROWS);
        Shard shard = prepared.shards(Split.VALIDATION, 1, 1).first();
        Recommender.Session session = model.session();
        double[] logits = session.score(shard.all());
        for (int row = 0; row < ROWS; row++) {
            Row prediction = byKey.get((long) shard.numbers()[0][row]);
            assertThat(prediction.getFloat(1)).isCloseTo((float) (1 / (1 + Math.exp(-logits[row]))), within(1e-5f));
            assertThat(prediction.getDouble(2))
                    .isCloseTo(logits[ROWS + row], within(1e-5 + 1e-5 * Math.abs(logits[ROWS + row])));
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

    private static void assertClose(TaskMetrics actual, TaskMetrics expected) {
        assertThat(actual.values().keySet()).isEqualTo(expected.values().keySet());
        for (Metric metric : Arrays.stream(Metric.values())
                .filter(expected.values()::containsKey)
                .toList()) {
            assertThat(actual.value(metric).isPresent())
                    .isEqualTo(expected.value(metric).isPresent());
            expected.value(metric)
                    .ifPresent(value -> assertThat(actual.value(metric).getAsDouble())
                            .as(metric.key())
                            .isCloseTo(value, within(1e-4 + 1e-4 * Math.abs(value))));
        }
    }
}
