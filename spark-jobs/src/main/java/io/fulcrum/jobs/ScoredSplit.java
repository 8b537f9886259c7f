package io.fulcrum.jobs;

import io.fulcrum.contract.Split;
import io.fulcrum.contract.TaskSet;
import io.fulcrum.contract.TaskSpec;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.data.PreparedData;
import io.fulcrum.data.Shard;
import io.fulcrum.evaluate.EvaluationSettings;
import io.fulcrum.evaluate.Metric;
import io.fulcrum.evaluate.Scorer;
import io.fulcrum.evaluate.TaskMetrics;
import io.fulcrum.job.WorkStage;
import io.fulcrum.model.Recommender;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A split kept at hand to be scored again and again, such as validation after each epoch. */
final class ScoredSplit implements AutoCloseable {
    private static final long ROWS_OF_SHARD = 1 << 15;

    private final TaskSet tasks;
    private final JavaRDD<Shard> shards;
    private final WorkStage validating;

    private ScoredSplit(TaskSet tasks, JavaRDD<Shard> shards, WorkStage validating) {
        this.tasks = tasks;
        this.shards = shards;
        this.validating = validating;
    }

    /** Cuts a split by its rows alone, so that metrics have the same bits on any number of executors. */
    static ScoredSplit of(PreparedData prepared, Split split) {
        long rows = prepared.manifest().split(split).rows();
        return new ScoredSplit(
                prepared.manifest().tasks(), prepared.shards(split, shards(rows), 0), WorkStage.of("validate", rows));
    }

    /** Cuts {@code count} encoded rows as {@link #of(PreparedData, Split)} cuts a split that holds them. */
    static ScoredSplit of(Dataset<Row> rows, FeatureManifest manifest, long count) {
        JavaRDD<Shard> shards = PreparedData.shards(rows, manifest, shards(count), 0);
        return new ScoredSplit(manifest.tasks(), shards, WorkStage.of("validate", count));
    }

    private static int shards(long rows) {
        return Math.toIntExact(Math.max(1, (rows + ROWS_OF_SHARD - 1) / ROWS_OF_SHARD));
    }

    /** Returns all metrics by task. */
    Map<String, TaskMetrics> evaluate(Recommender model, EvaluationSettings settings) {
        return Scorer.evaluate(shards, model, settings);
    }

    /** Returns the few metrics that training follows; an undefined one is left out. */
    Map<String, Map<String, Double>> metrics(Recommender model) {
        Map<String, TaskMetrics> measured = validating.run(() -> evaluate(model, EvaluationSettings.DEFAULT));
        Map<String, Map<String, Double>> metrics = new LinkedHashMap<>();
        for (TaskSpec task : tasks) {
            Map<String, Double> values = new LinkedHashMap<>();
            for (Metric metric : followed(task)) {
                measured.get(task.name()).value(metric).ifPresent(value -> values.put(metric.key(), value));
            }
            metrics.put(task.name(), values);
        }
        return metrics;
    }

    @Override
    public void close() {
        shards.unpersist(false);
    }

    private static List<Metric> followed(TaskSpec task) {
        return switch (task.type()) {
            case BINARY -> List.of(Metric.AUC, Metric.LOG_LOSS);
            case REGRESSION -> List.of(Metric.RMSE);
        };
    }
}
