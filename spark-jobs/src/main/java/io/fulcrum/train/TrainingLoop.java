package io.fulcrum.train;

import io.fulcrum.data.Shard;
import io.fulcrum.data.ShardPlan;
import io.fulcrum.model.Recommender;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;

/** Training from first to last round: rounds, an epoch's validation, the best model. */
public final class TrainingLoop {
  private final TrainingRun run;
  private final ShardPlan plan;
  private final Validation validation;
  private final StoppingRule stopping;
  private final RoundReporter reporter;

  public TrainingLoop(TrainingRun run, ShardPlan plan, Validation validation, RoundReporter reporter) {
    this.run = run;
    this.plan = plan;
    this.validation = validation;
    this.reporter = reporter;
    stopping = new StoppingRule(run.settings().stopping(), run.spec().tasks());
  }

  /** Trains on shards made by the same plan and returns the model of the best epoch. */
  public TrainedModel train(JavaRDD<Shard> shards) {
    try (RoundDriver<Shard> driver = run.start(shards)) {
      int[] rows = shards.map(Shard::rows).collect().stream().mapToInt(Integer::intValue).toArray();
      TrainedModel best = null;
      int epochs = run.settings().rounds().epochs();
      for (int epoch = 0; epoch < epochs && !stopping.isOver(); epoch++) {
        List<int[]> rounds = plan.roundsOf(run.settings().rounds().seed(), epoch, rows);
        for (int[] round : rounds.subList(0, rounds.size() - 1)) {
          reporter.report(driver.round(epoch, round), Map.of());
        }
        RoundOutcome last = driver.round(epoch, rounds.get(rounds.size() - 1));
        Recommender model = run.model(driver);
        Map<String, Map<String, Double>> metrics = validation.measure(model);
        reporter.report(last, metrics);
        best = stopping.isBest(metrics) ? new TrainedModel(model, epoch, metrics) : best;
      }
      return best;
    } finally {
      run.forget();
    }
  }
}
