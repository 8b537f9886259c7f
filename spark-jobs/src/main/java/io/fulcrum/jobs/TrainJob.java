package io.fulcrum.jobs;

import io.fulcrum.contract.FeatureManifest;
import io.fulcrum.contract.Split;
import io.fulcrum.data.PreparedData;
import io.fulcrum.data.Shard;
import io.fulcrum.data.ShardPlan;
import io.fulcrum.job.Progress;
import io.fulcrum.job.PublishedDirectory;
import io.fulcrum.job.RunRecord;
import io.fulcrum.job.Storage;
import io.fulcrum.model.ModelDirectory;
import io.fulcrum.train.EmbeddingMemory;
import io.fulcrum.train.RoundLog;
import io.fulcrum.train.RoundReporter;
import io.fulcrum.train.RoundSettings;
import io.fulcrum.train.TrainedModel;
import io.fulcrum.train.TrainingLoop;
import io.fulcrum.train.TrainingRun;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prepared data in, a model directory with its round log out. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = "Trains a multi-task model in parameter-averaged rounds with driver-side task weights.",
    footer = {"", "Example:",
      "  fulcrum train --config conf/census-income.conf --data runs/census/data --output runs/census/model"})
public final class TrainJob implements Callable<Integer> {
  @Mixin
  private JobOptions options;

  @Option(names = "--data", required = true, paramLabel = "DIR", description = "Directory that prepare published.")
  private String data;

  @Option(names = "--output", required = true, paramLabel = "DIR", description = "Model directory to publish.")
  private String output;

  public static void main(String[] arguments) {
    Fulcrum.main("train", arguments);
  }

  @Override
  public Integer call() {
    try (JobContext job = JobContext.open(options, "train")) {
      run(job, data, output);
      return 0;
    }
  }

  static TrainedModel run(JobContext job, String data, String output) {
    PreparedData prepared = PreparedData.open(job.spark(), data);
    Compatibility.requireSameTasks(job.settings(), prepared.manifest(), data);
    RunRecord.Builder record = job.freshRecord().input("data", data, prepared.manifest().fingerprint());
    try (PublishedDirectory directory = PublishedDirectory.open(output, job.ifExists())) {
      TrainedModel trained = train(job.settings(), prepared, directory.path());
      ModelDirectory.write(directory.path(), trained.model(), prepared.manifest().fingerprint());
      record.result("epoch", trained.epoch()).result("validation", trained.validation());
      job.describe(directory, record);
      System.out.printf(Locale.ROOT, "Trained %s in %.1f s; kept epoch %d%n",
          Storage.forPeople(directory.publish()), record.seconds(), trained.epoch() + 1);
      return trained;
    }
  }

  /** Trains and leaves the round log in {@code logDirectory}. */
  static TrainedModel train(JobSettings settings, PreparedData prepared, String logDirectory) {
    FeatureManifest manifest = prepared.manifest();
    RoundSettings rounds = settings.train().rounds();
    ShardPlan plan = ShardPlan.of(
        manifest.split(Split.TRAIN).rows(), rounds.workers(), rounds.localSteps(), rounds.batchSize());
    TrainingRun run = TrainingRun.on(manifest, settings.train(), UUID.randomUUID().toString());
    memory().check(manifest, run, Progress.onStandardError()::note);
    JavaRDD<Shard> train = prepared.shards(Split.TRAIN, plan.shards(), rounds.seed());
    ScoredSplit validation = ScoredSplit.of(prepared, Split.VALIDATION);
    try (RoundLog log = new RoundLog(logDirectory)) {
      RoundReporter reporter = new RoundReporter(
          log, Progress.onStandardError(), manifest.tasks(), plan.rounds() * rounds.epochs());
      return new TrainingLoop(run, plan, validation::metrics, reporter).train(train);
    } finally {
      train.unpersist(false);
      validation.close();
    }
  }

  /** The heaps of the running session: one on a local master, else that of the driver and those of the executors. */
  private static EmbeddingMemory memory() {
    SparkContext spark = SparkSession.active().sparkContext();
    boolean local = spark.isLocal();
    Optional<Long> executor = local ? Optional.empty()
        : Optional.of(spark.conf().getSizeAsBytes("spark.executor.memory", "1g"));
    int tasks = local ? spark.defaultParallelism() : spark.conf().getInt("spark.executor.cores", 1);
    return new EmbeddingMemory(Runtime.getRuntime().maxMemory(), executor, tasks);
  }
}
