package io.fulcrum.jobs;

import io.fulcrum.contract.Json;
import io.fulcrum.contract.Split;
import io.fulcrum.data.PreparedData;
import io.fulcrum.evaluate.EvaluationSettings;
import io.fulcrum.evaluate.TaskMetrics;
import io.fulcrum.job.PublishedDirectory;
import io.fulcrum.job.RunRecord;
import io.fulcrum.train.TrainedModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The same training over several seeds and settings: means with their spread, for claims that are to be believed. */
@Command(
    name = "study",
    mixinStandardHelpOptions = true,
    description = "Trains every variant with every seed on prepared data and tells test metrics with their spread.",
    footer = {"", "Example, five seeds for one worker and for two:",
      "  fulcrum study --config conf/census-income.conf --data runs/quickstart/data --output runs/study \\",
      "      --seeds 1,2,3,4,5 --vary rounds.workers=1,2"})
public final class StudyJob implements Callable<Integer> {
  private static final String FILE = "study.json";

  @Mixin
  private JobOptions options;

  @Option(names = "--data", required = true, paramLabel = "DIR", description = "Directory that prepare published.")
  private String data;

  @Option(names = "--output", required = true, paramLabel = "DIR", description = "Directory to publish.")
  private String output;

  @Option(names = "--seeds", split = ",", defaultValue = "1,2,3,4,5", paramLabel = "N",
      description = "Seeds, each a training of its own (default: ${DEFAULT-VALUE}).")
  private List<Long> seeds;

  @Option(names = "--vary", paramLabel = "KEY=V1,V2", description = "Values that a key takes in turn. Repeatable: every"
      + " combination is a variant.")
  private List<String> vary = new ArrayList<>();

  @Override
  public Integer call() {
    List<Trial> trials = trials();
    try (JobContext job = JobContext.open(options, "study");
        PublishedDirectory directory = PublishedDirectory.open(output, job.ifExists())) {
      PreparedData prepared = PreparedData.open(job.spark(), data);
      trials.forEach(trial -> Compatibility.requireSameTasks(trial.settings(), prepared.manifest(), data));
      RunRecord.Builder record = job.freshRecord().input("data", data, prepared.manifest().fingerprint());
      StudyTable table = new StudyTable();
      for (Trial trial : trials) {
        table.add(run(trial, prepared, directory));
      }
      directory.write(FILE, Json.pretty(table.results()));
      job.describe(directory, record);
      directory.publish();
      System.out.print(table);
      return 0;
    }
  }

  /** One training: what is varied, and settings that were checked before anything started. */
  private record Trial(String variant, long seed, JobSettings settings) {
    String folder() {
      return (variant.isEmpty() ? "" : variant.replaceAll("[^A-Za-z0-9.=-]+", "_") + "_") + "seed=" + seed;
    }
  }

  /** What a trial came to. */
  record TrialResult(String variant, long seed, int epoch, double seconds, Map<String, Map<String, Double>> metrics) {}

  private List<Trial> trials() {
    List<Trial> trials = new ArrayList<>();
    for (List<String> variant : Variants.of(vary)) {
      for (long seed : seeds) {
        List<String> overrides = new ArrayList<>(variant);
        overrides.add("rounds.seed=" + seed);
        trials.add(new Trial(String.join(" ", variant), seed, JobSettings.read(options.configuration(overrides))));
      }
    }
    return trials;
  }

  private static TrialResult run(Trial trial, PreparedData prepared, PublishedDirectory directory) {
    System.err.println("== " + trial.folder());
    long started = System.nanoTime();
    TrainedModel trained = Training.of(trial.settings(), prepared).run(directory.resolve(trial.folder()));
    double seconds = (System.nanoTime() - started) / 1e9;
    EvaluationSettings settings = trial.settings().evaluate().evaluation(prepared.manifest().group());
    Map<String, Map<String, Double>> metrics = new LinkedHashMap<>();
    try (ScoredSplit test = ScoredSplit.of(prepared, Split.TEST)) {
      test.evaluate(trained.model(), settings).forEach((task, measured) -> metrics.put(task, numbers(measured)));
    }
    return new TrialResult(trial.variant(), trial.seed(), trained.epoch(), seconds, metrics);
  }

  private static Map<String, Double> numbers(TaskMetrics measured) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    measured.values().keySet().forEach(
        metric -> measured.value(metric).ifPresent(value -> numbers.put(metric.key(), value)));
    return numbers;
  }
}
