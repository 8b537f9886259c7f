package io.fulcrum.jobs;

import io.fulcrum.contract.Split;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.data.PreparedData;
import io.fulcrum.data.Shard;
import io.fulcrum.data.ShardPlan;
import io.fulcrum.job.Progress;
import io.fulcrum.train.Checkpoints;
import io.fulcrum.train.EmbeddingMemory;
import io.fulcrum.train.RoundLog;
import io.fulcrum.train.RoundReporter;
import io.fulcrum.train.RoundSettings;
import io.fulcrum.train.TrainedModel;
import io.fulcrum.train.TrainingLoop;
import io.fulcrum.train.TrainingRun;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;

/** One training on prepared data: what it trains on, what it measures with, what keeps it from being lost. */
record Training(TrainingRun run, PreparedData prepared, Checkpoints checkpoints) {
    /** A training that keeps no checkpoints. */
    static Training of(JobSettings settings, PreparedData prepared) {
        TrainingRun run = TrainingRun.on(
                prepared.manifest(), settings.train(), UUID.randomUUID().toString());
        return new Training(run, prepared, Checkpoints.OFF);
    }

    Training with(Checkpoints kept) {
        return new Training(run, prepared, kept);
    }

    /** Trains and leaves the round log in {@code logDirectory}. */
    TrainedModel run(String logDirectory) {
        try (KeptSplits splits = new KeptSplits(prepared, 1)) {
            return run(logDirectory, splits);
        }
    }

    /** As {@link #run(String)}, on splits that the caller keeps for further trainings. */
    TrainedModel run(String logDirectory, KeptSplits splits) {
        FeatureManifest manifest = prepared.manifest();
        memory().check(manifest, run, Progress.onStandardError()::note);
        run.judges()
                .others()
                .forEach((task, reason) -> Progress.onStandardError()
                        .note("Task \"" + task + "\" " + reason + ": it does not judge epochs."));
        RoundSettings rounds = run.settings().rounds();
        ShardPlan plan = ShardPlan.of(
                manifest.split(Split.TRAIN).rows(), rounds.workers(), rounds.localSteps(), rounds.batchSize());
        JavaRDD<Shard> train = splits.train(plan.shards(), rounds.seed());
        try (RoundLog log = new RoundLog(logDirectory, checkpoints)) {
            RoundReporter reporter = new RoundReporter(
                            log, Progress.onStandardError(), manifest.tasks(), plan.rounds() * rounds.epochs())
                    .of(run.spec().graph())
                    .reading(manifest.split(Split.TRAIN).rows());
            return new TrainingLoop(run, plan, splits.validation()::metrics, reporter, checkpoints).train(train);
        }
    }

    /** The heaps of the running session: one on a local master, else that of the driver and those of the executors. */
    private static EmbeddingMemory memory() {
        SparkContext spark = SparkSession.active().sparkContext();
        boolean local = spark.isLocal();
        Optional<Long> executor =
                local ? Optional.empty() : Optional.of(spark.conf().getSizeAsBytes("spark.executor.memory", "1g"));
        int tasks = local ? spark.defaultParallelism() : spark.conf().getInt("spark.executor.cores", 1);
        return new EmbeddingMemory(Runtime.getRuntime().maxMemory(), executor, tasks);
    }
}
