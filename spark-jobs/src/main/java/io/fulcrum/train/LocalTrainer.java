package io.fulcrum.train;

import io.fulcrum.data.Seeds;
import io.fulcrum.model.ParameterLayout;
import io.fulcrum.model.TaskSums;
import io.fulcrum.model.TrainableModel;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;

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
      List<B> steps = task.stepBatches(plan, shardId, shard);
      long ordered = System.nanoTime();
      probe(model, task.probeBatches(plan, steps), state, shardId);
      long probed = System.nanoTime();
      step(model, plan, steps.iterator(), state, shardId);
      state.addSeconds((probed - ordered) / 1e9, (System.nanoTime() - probed + ordered - started) / 1e9);
      finish(model, plan, state, shardId);
      return state;
    }
  }

  /** A batch with bad numbers enters no sum: not the losses, and not the gradients that the Gram matrix is made of. */
  private void probe(TrainableModel<B> model, List<B> batches, RoundState state, int shardId) {
    for (B batch : batches) {
      double[][] gradients = state.noGradients();
      TaskSums sums = model.probe(batch, gradients);
      int[] bad = badTasks(sums, gradients);
      if (bad.length == 0) {
        state.addProbe(sums, gradients);
      } else {
        refuse(bad, sums, state, new Trouble(shardId, 0, 0, 0, 0));
      }
    }
  }

  private void step(TrainableModel<B> model, RoundPlan plan, Iterator<B> batches, RoundState state, int shardId) {
    for (int localStep = 1; batches.hasNext() && state.trouble().isEmpty(); localStep++) {
      B batch = batches.next();
      TaskSums sums = model.step(batch, plan.taskWeights());
      if (sums.isFinite()) {
        state.addStep(sums);
      } else {
        double rate = task.learningRate(plan.step() + state.steps() + 1);
        refuse(blamed(model, batch, sums, state), sums, state, new Trouble(shardId, 0, localStep, 0, rate));
      }
    }
  }

  /** A step of finite numbers may still be too long: such parameters would spoil the mean of all workers. */
  private void finish(TrainableModel<B> model, RoundPlan plan, RoundState state, int shardId) {
    Delta delta = task.delta();
    long seed = Seeds.of(plan.runSeed(), Seeds.Purpose.DELTA, plan.round(), shardId);
    state.finish(delta.parameters(plan.parameters(), model.parameters(), seed),
        delta.optimizerState(model.optimizerState(), seed), model.touchedRows());
    if (state.examples() > 0 && !state.isFinite()) {
      int last = Math.toIntExact(state.steps());
      state.addTrouble(new Trouble(
          Trouble.Of.PARAMETERS, shardId, 0, last, 0, task.learningRate(plan.step() + last)));
    }
  }

  private void refuse(int[] bad, TaskSums sums, RoundState state, Trouble at) {
    for (int i : bad) {
      double loss = sums.lossSums()[i];
      Trouble.Of of = Double.isFinite(loss) ? Trouble.Of.GRADIENT : Trouble.Of.LOSS;
      switch (task.onBadNumbers()) {
        case STOP -> state.addTrouble(
            new Trouble(of, at.shard(), i, at.localStep(), mean(sums, i), at.learningRate()));
        case SKIP -> state.addSkipped(i);
      }
    }
  }

  private static double mean(TaskSums sums, int i) {
    return Double.isFinite(sums.lossSums()[i]) ? sums.lossSums()[i] / Math.max(1, sums.labelled()[i])
        : sums.lossSums()[i];
  }

  /** Returns whose losses are bad; else whose gradients of the shared part; else all, for it may be any head. */
  private int[] blamed(TrainableModel<B> model, B batch, TaskSums sums, RoundState state) {
    double[][] gradients = state.noGradients();
    int[] byLoss = badTasks(sums, gradients);
    if (byLoss.length > 0) {
      return byLoss;
    }
    model.probe(batch, gradients);
    int[] byGradient = badTasks(sums, gradients);
    return byGradient.length > 0 ? byGradient : IntStream.range(0, gradients.length).toArray();
  }

  private static int[] badTasks(TaskSums sums, double[][] gradients) {
    return IntStream.range(0, gradients.length)
        .filter(i -> !Double.isFinite(sums.lossSums()[i]) || !isFinite(gradients[i])).toArray();
  }

  private static boolean isFinite(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value * 0; // NaN for what is not finite
    }
    return sum == 0;
  }
}
