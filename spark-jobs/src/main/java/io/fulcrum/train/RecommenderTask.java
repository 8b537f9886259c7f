package io.fulcrum.train;

import io.fulcrum.contract.LossSettings;
import io.fulcrum.data.Batch;
import io.fulcrum.data.Seeds;
import io.fulcrum.data.Shard;
import io.fulcrum.data.StepAddress;
import io.fulcrum.model.ModelSpec;
import io.fulcrum.model.RecommenderModel;
import io.fulcrum.model.TrainableModel;
import io.fulcrum.model.loss.TaskLoss;
import io.fulcrum.model.optimizer.OptimizerSettings;
import io.fulcrum.train.exchange.TableSource;
import java.util.List;

/**
 * Trains the product's own network on shards of prepared data.
 *
 * @param run name of the run, under which executors keep models and replicas
 * @param losses per task; empty for the default losses
 */
public record RecommenderTask(
        String run, ModelSpec spec, OptimizerSettings optimizer, RoundSettings rounds, List<LossSettings> losses)
        implements TrainingTask<Shard, Batch> {
    private static final ModelPool<RecommenderModel> MODELS = new ModelPool<>();

    public RecommenderTask {
        losses = List.copyOf(losses);
    }

    /** A task with the default losses. */
    public RecommenderTask(String run, ModelSpec spec, OptimizerSettings optimizer, RoundSettings rounds) {
        this(run, spec, optimizer, rounds, List.of());
    }

    @Override
    public TrainableModel<Batch> open(RoundPlan plan, TableSource tables) {
        RecommenderModel model = MODELS.borrow(run, this::model);
        model.embeddings(tables.at(run, spec.embeddings(optimizer.rows().rule()), plan.rowVersion()));
        return new LentModel<>(model, () -> MODELS.giveBack(run, model));
    }

    private RecommenderModel model() {
        return losses.isEmpty()
                ? new RecommenderModel(spec, optimizer)
                : new RecommenderModel(
                        spec, optimizer, losses.stream().map(TaskLoss::of).toList());
    }

    @Override
    public List<Batch> stepBatches(RoundPlan plan, int shardId, Shard shard) {
        long seed = Seeds.of(plan.runSeed(), Seeds.Purpose.ROW_ORDER, plan.epoch(), shardId);
        long noise = Seeds.of(plan.runSeed(), Seeds.Purpose.NOISE, plan.round(), shardId);
        StepAddress common = new StepAddress(plan.round(), noise);
        return Batch.inOrder(shard.reordered(Seeds.permutation(shard.rows(), seed)), rounds.batchSize(), common);
    }

    @Override
    public int probeBatches(RoundPlan plan) {
        return rounds.probeBatches();
    }

    @Override
    public double learningRate(long step) {
        return optimizer.learningRate().at(step);
    }

    @Override
    public double rowLearningRate(long step) {
        return optimizer.rows().learningRate().at(step);
    }

    @Override
    public BadNumbers onBadNumbers() {
        return rounds.onBadNumbers();
    }

    @Override
    public Delta delta() {
        return rounds.delta();
    }

    @Override
    public String clipping() {
        return "set optimizer.clip-norm";
    }

    /** Frees this JVM's models of a run. */
    static void forget(String run) {
        MODELS.forget(run);
    }
}
