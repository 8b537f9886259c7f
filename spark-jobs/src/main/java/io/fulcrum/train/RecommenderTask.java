package io.fulcrum.train;

import io.fulcrum.data.Batch;
import io.fulcrum.data.Seeds;
import io.fulcrum.data.Shard;
import io.fulcrum.model.ModelSpec;
import io.fulcrum.model.OptimizerSettings;
import io.fulcrum.model.RecommenderModel;
import io.fulcrum.model.TrainableModel;
import java.util.List;

/**
 * Trains the product's own network on shards of prepared data.
 *
 * @param run name of the run, under which executors keep models and replicas
 */
public record RecommenderTask(String run, ModelSpec spec, OptimizerSettings optimizer, RoundSettings rounds)
        implements TrainingTask<Shard, Batch> {
    private static final ModelPool<RecommenderModel> MODELS = new ModelPool<>();

    @Override
    public TrainableModel<Batch> open(RoundPlan plan, TableSource tables) {
        RecommenderModel model = MODELS.borrow(run, () -> new RecommenderModel(spec, optimizer));
        model.embeddings(tables.at(run, spec.embeddings(optimizer.rows().rule()), plan.rowVersion()));
        return new LentModel<>(model, () -> MODELS.giveBack(run, model));
    }

    @Override
    public List<Batch> stepBatches(RoundPlan plan, int shardId, Shard shard) {
        long seed = Seeds.of(plan.runSeed(), Seeds.Purpose.ROW_ORDER, plan.epoch(), shardId);
        return Batch.inOrder(shard.reordered(Seeds.permutation(shard.rows(), seed)), rounds.batchSize());
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
