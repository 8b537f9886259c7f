package io.fulcrum.train;

import io.fulcrum.data.Batch;
import io.fulcrum.data.Seeds;
import io.fulcrum.data.Shard;
import io.fulcrum.model.ModelSpec;
import io.fulcrum.model.OptimizerSettings;
import io.fulcrum.model.ParameterLayout;
import io.fulcrum.model.RecommenderModel;
import io.fulcrum.model.RowRecords;
import io.fulcrum.model.TaskSums;
import io.fulcrum.model.TrainableModel;
import java.util.List;

/**
 * Trains the product's own network on shards of prepared data.
 *
 * @param run name of the run, under which executors keep models and replicas
 */
public record RecommenderTask(String run, ModelSpec spec, OptimizerSettings optimizer, RoundSettings rounds)
    implements TrainingTask<Shard, Batch> {

  @Override
  public TrainableModel<Batch> open(RoundPlan plan, RowFeed rows) {
    RecommenderModel model = ModelPool.borrow(run, () -> new RecommenderModel(spec, optimizer));
    model.embeddings(ReplicaCache.at(run, spec.embeddings(optimizer.rule()), plan.rowVersion(), rows));
    return new Lent(run, model);
  }

  @Override
  public List<Batch> probeBatches(RoundPlan plan, int shardId, Shard shard) {
    long seed = Seeds.of(plan.runSeed(), Seeds.Purpose.PROBE_ROWS, plan.round(), shardId);
    List<Batch> all = Batch.shuffled(shard, seed, rounds.batchSize());
    int batches = Math.min(all.size(), rounds.probeBatches());
    return all.subList(0, batches);
  }

  @Override
  public List<Batch> stepBatches(RoundPlan plan, int shardId, Shard shard) {
    long seed = Seeds.of(plan.runSeed(), Seeds.Purpose.ROW_ORDER, plan.epoch(), shardId);
    return Batch.shuffled(shard, seed, rounds.batchSize());
  }

  @Override
  public double learningRate(long step) {
    return optimizer.learningRate().at(step);
  }

  /** A borrowed model that goes back to its pool when it is closed. */
  private record Lent(String run, RecommenderModel model) implements TrainableModel<Batch> {
    @Override
    public ParameterLayout layout() {
      return model.layout();
    }

    @Override
    public void load(float[] parameters, float[] optimizerState, long step) {
      model.load(parameters, optimizerState, step);
    }

    @Override
    public float[] parameters() {
      return model.parameters();
    }

    @Override
    public float[] optimizerState() {
      return model.optimizerState();
    }

    @Override
    public TaskSums probe(Batch batch, double[][] sharedGradientSums) {
      return model.probe(batch, sharedGradientSums);
    }

    @Override
    public TaskSums step(Batch batch, double[] taskWeights) {
      return model.step(batch, taskWeights);
    }

    @Override
    public RowRecords touchedRows() {
      return model.touchedRows();
    }

    @Override
    public void close() {
      ModelPool.giveBack(run, model);
    }
  }
}
