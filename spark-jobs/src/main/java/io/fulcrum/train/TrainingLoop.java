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
    private final Checkpoints checkpoints;

    public TrainingLoop(
            TrainingRun run, ShardPlan plan, Validation validation, RoundReporter reporter, Checkpoints checkpoints) {
        this.run = run;
        this.plan = plan;
        this.validation = validation;
        this.reporter = reporter;
        this.checkpoints = checkpoints;
        stopping = new StoppingRule(run.settings().stopping(), run.spec().tasks(), run.judges());
    }

    /** Trains on shards made by the same plan and returns the model of the best epoch. */
    public TrainedModel train(JavaRDD<Shard> shards) {
        try (RoundDriver<Shard> driver = run.start(shards)) {
            int[] rows = reporter.loading(() -> shards.map(Shard::rows).collect()).stream()
                    .mapToInt(Integer::intValue)
                    .toArray();
            RoundSettings settings = run.settings().rounds();
            Standing at = checkpoints.resume(driver, stopping);
            while (at.epoch() < settings.epochs() && !stopping.isOver()) {
                List<int[]> rounds = plan.roundsOf(settings.seed(), at.epoch(), rows);
                while (at.round() < rounds.size() - 1) {
                    reporter.report(driver.round(at.epoch(), rounds.get(at.round())), Map.of());
                    at = at.nextRound();
                    checkpoints.after(at, driver, stopping);
                }
                RoundOutcome last = driver.round(at.epoch(), rounds.get(at.round()));
                Recommender model = run.model(driver);
                Map<String, Map<String, Double>> metrics = validation.measure(model);
                reporter.report(last, metrics);
                driver.validated(Kpis.of(metrics, run.spec().tasks(), run.spec().scales()));
                boolean best = stopping.isBest(metrics);
                at = best ? at.nextEpoch(new TrainedModel(model, at.epoch() + 1, metrics)) : at.nextEpoch();
                checkpoints.after(at, driver, stopping);
            }
            return at.best().orElseThrow();
        } finally {
            run.forget();
        }
    }
}
