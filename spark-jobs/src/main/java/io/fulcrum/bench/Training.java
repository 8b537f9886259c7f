package io.fulcrum.bench;

import io.fulcrum.data.Shard;
import io.fulcrum.data.ShardPlan;
import io.fulcrum.job.Progress;
import io.fulcrum.model.ModelSpec;
import io.fulcrum.train.Checkpoints;
import io.fulcrum.train.RoundLog;
import io.fulcrum.train.RoundReporter;
import io.fulcrum.train.TrainSettings;
import io.fulcrum.train.TrainingLoop;
import io.fulcrum.train.TrainingRun;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;

/**
 * Trainings as {@code fulcrum train} runs them, with probes, task weights and round log, over shards that a function
 * makes. Validation is left out: every epoch is told to be as good as the one before.
 *
 * @param log directory of the round log, written anew by each training
 * @param atEpochEnd called in the place of validation
 */
public record Training(ModelSpec spec, TrainPlan plan, Path log, Runnable atEpochEnd) {

    /** Returns how rows are cut into shards. */
    public ShardPlan shardPlan(long rows) {
        return ShardPlan.of(rows, plan.workers(), plan.localSteps(), plan.batchSize());
    }

    /** Returns the shards, made once and kept as the train job keeps them. */
    public static JavaRDD<Shard> shards(
            JavaSparkContext spark, ShardPlan plan, org.apache.spark.api.java.function.Function<Integer, Shard> maker) {
        List<Integer> numbers = IntStream.range(0, plan.shards()).boxed().toList();
        JavaRDD<Shard> shards =
                spark.parallelize(numbers, plan.shards()).map(maker).persist(StorageLevel.MEMORY_AND_DISK());
        shards.count();
        return shards;
    }

    public void train(JavaRDD<Shard> shards, ShardPlan shardPlan) {
        TrainSettings settings = plan.settings(spec);
        TrainingRun run = new TrainingRun(UUID.randomUUID().toString(), spec, settings);
        Map<String, Map<String, Double>> unchanged = spec.tasks().names().stream()
                .collect(Collectors.toMap(Function.identity(), task -> Map.of("auc", 0.5)));
        try (RoundLog rounds = new RoundLog(log.toString(), Checkpoints.OFF)) {
            RoundReporter reporter = new RoundReporter(
                    rounds, Progress.onStandardError(), spec.tasks(), shardPlan.rounds() * plan.epochs());
            new TrainingLoop(
                            run,
                            shardPlan,
                            model -> {
                                atEpochEnd.run();
                                return unchanged;
                            },
                            reporter,
                            Checkpoints.OFF)
                    .train(shards);
        }
    }
}
