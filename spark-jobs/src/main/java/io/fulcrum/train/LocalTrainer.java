package io.fulcrum.train;

import io.fulcrum.model.ParameterLayout;
import io.fulcrum.model.TaskSums;
import io.fulcrum.model.TrainableModel;
import java.util.Iterator;
import java.util.List;

/**
 * One worker's part of a round: probe at the common start point, then local steps. A pure function of plan and shard,
 * so that a retried or speculated attempt brings the same bits.
 */
final class LocalTrainer<S, B> {
  private final TrainingTask<S, B> task;

  LocalTrainer(TrainingTask<S, B> task) {
    this.task = task;
  }

  RoundState train(RoundPlan plan, RowFeed rows, int shardId, S shard) {
    try (TrainableModel<B> model = task.open(plan, rows)) {
      ParameterLayout layout = model.layout();
      plan.checked(layout);
      model.load(plan.parameters(), plan.optimizerState(), plan.step());
      RoundState state = new RoundState(plan.taskWeights().length, layout.sharedSize());
      long started = System.nanoTime();
      probe(model, task.probeBatches(plan, shardId, shard), state, shardId);
      long probed = System.nanoTime();
      step(model, plan, task.stepBatches(plan, shardId, shard).iterator(), state, shardId);
      state.addSeconds((probed - started) / 1e9, (System.nanoTime() - probed) / 1e9);
      state.finish(model.parameters(), model.optimizerState(), model.touchedRows());
      return state;
    }
  }

  private void probe(TrainableModel<B> model, List<B> batches, RoundState state, int shardId) {
    for (B batch : batches) {
      TaskSums sums = model.probe(batch, state.gradientSums());
      state.addProbe(sums);
      notice(sums, state, shardId, 0, 0L);
    }
  }

  private void step(TrainableModel<B> model, RoundPlan plan, Iterator<B> batches, RoundState state, int shardId) {
    for (int localStep = 1; batches.hasNext() && state.trouble().isEmpty(); localStep++) {
      TaskSums sums = model.step(batches.next(), plan.taskWeights());
      state.addStep(sums);
      notice(sums, state, shardId, localStep, plan.step() + localStep);
    }
  }

  private void notice(TaskSums sums, RoundState state, int shardId, int localStep, long step) {
    for (int i = 0; i < sums.lossSums().length; i++) {
      if (!Double.isFinite(sums.lossSums()[i])) {
        double learningRate = localStep == 0 ? 0 : task.learningRate(step);
        state.addTrouble(new Trouble(shardId, i, localStep, sums.lossSums()[i], learningRate));
      }
    }
  }
}
