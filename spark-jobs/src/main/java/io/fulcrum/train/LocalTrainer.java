package io.fulcrum.train;

import io.fulcrum.balance.Evidence;
import io.fulcrum.data.Seeds;
import io.fulcrum.model.TrainableModel;
import io.fulcrum.model.graph.ParameterLayout;
import io.fulcrum.model.loss.TaskSums;
import io.fulcrum.train.exchange.TableSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * One worker's part of a round: probe at the common start point, then local steps. A pure function of plan and shard,
 * so that a retried or speculated attempt brings the same bits.
 */
final class LocalTrainer<S, B> {
    private final TrainingTask<S, B> task;
    private final ProbeSettings probe;

    LocalTrainer(TrainingTask<S, B> task, ProbeSettings probe) {
        this.task = task;
        this.probe = probe;
    }

    RoundState train(RoundPlan plan, TableSource tables, int shardId, S shard) {
        try (TrainableModel<B> model = task.open(plan, tables)) {
            ParameterLayout layout = model.layout();
            plan.checked(layout);
            model.load(plan.parameters(), plan.optimizerState(), plan.step());
            GradientReduction reduction = GradientReduction.of(
                    layout, probe.options(), Seeds.of(plan.runSeed(), Seeds.Purpose.SKETCH, plan.round(), 0));
            RoundState state = state(plan.taskWeights().length, reduction);
            long started = System.nanoTime();
            List<B> steps = task.stepBatches(plan, shardId, shard);
            int probed = Math.min(steps.size(), task.probeBatches(plan));
            double probeSeconds =
                    probe(model, plan, steps.subList(0, probed), new Measuring(state, reduction, shardId));
            step(model, plan, steps, state, shardId);
            probeSeconds += probeAfter(model, plan, steps.subList(0, probed), state, shardId);
            state.addSeconds(probeSeconds, (System.nanoTime() - started) / 1e9 - probeSeconds);
            finish(model, plan, state, shardId);
            return state;
        }
    }

    private RoundState state(int tasks, GradientReduction reduction) {
        if (probe.needsRepresentation()) {
            return new RoundState(tasks, ProbeState.ofRepresentation(tasks));
        }
        int measured = probe.needsGradients() ? reduction.length() : 0;
        return new RoundState(tasks, new ProbeState(tasks, measured, probe.parts()));
    }

    /** Where a worker's probe puts what it measures. */
    private record Measuring(RoundState state, GradientReduction reduction, int shardId) {}

    /**
     * Probes the last batch first, so that the first one is left read: it is at the round's start point still. Its
     * forward pass is that of the first step too, and is not part of the seconds returned. The step may also take its
     * gradient from the probe, see {@link TrainableModel#expectStep}.
     */
    private double probe(TrainableModel<B> model, RoundPlan plan, List<B> batches, Measuring measuring) {
        long nanos = 0;
        for (int i = batches.size() - 1; i >= 0; i--) {
            long started = System.nanoTime();
            model.read(batches.get(i));
            long read = System.nanoTime();
            if (i == 0) {
                model.expectStep(plan.taskWeights());
            }
            measure(model, i, measuring);
            nanos += System.nanoTime() - (i == 0 ? read : started);
        }
        return nanos / 1e9;
    }

    /**
     * A batch with bad numbers enters no sum: not the losses, and not the gradients that the Gram matrix is made of.
     */
    private void measure(TrainableModel<B> model, int place, Measuring measuring) {
        int tasks = measuring.state.skipped().length;
        if (probe.needsRepresentation()) {
            double[][] products = new double[tasks][tasks];
            TaskSums sums = model.probeRepresentation(products);
            // Products with other tasks would blame these too.
            IntPredicate isFinite = task -> Double.isFinite(products[task][task]);
            take(model, sums, isFinite, measuring, state -> state.addRepresentation(sums, products));
        } else if (probe.needsGradients()) {
            GradientSums gradients = noGradients(model, tasks);
            TaskSums sums = probe(model, gradients);
            GradientReduction reduction = measuring.reduction;
            take(model, sums, gradients::isFinite, measuring, state -> state.add(place, sums, reduction.of(gradients)));
        } else {
            TaskSums sums = model.losses();
            take(model, sums, task -> true, measuring, state -> state.add(place, sums, new GradientSums(tasks, 0)));
        }
    }

    private TaskSums probe(TrainableModel<B> model, GradientSums gradients) {
        return probe.needsEmbeddings()
                ? model.probe(gradients.sums(), gradients.embeddings())
                : model.probe(gradients.sums());
    }

    /** Adds a batch to the sums of the probe, if all tasks' losses are finite, and all tasks are. */
    private void take(
            TrainableModel<B> model,
            TaskSums sums,
            IntPredicate isFinite,
            Measuring measuring,
            Consumer<ProbeState> adding) {
        int[] bad = badTasks(sums, isFinite);
        if (bad.length == 0) {
            adding.accept(measuring.state.probe());
            model.observe();
        } else {
            refuse(bad, sums, measuring.state, new Trouble(measuring.shardId, 0, 0, 0, 0));
        }
    }

    /**
     * Measures the losses of the probe's batches again where this worker ended. The mean of all workers' end points
     * would be another point; measuring there would take another stage on the cluster.
     */
    private double probeAfter(TrainableModel<B> model, RoundPlan plan, List<B> batches, RoundState state, int shardId) {
        if (!probe.needs(Evidence.PROBE_AFTER)) {
            return 0;
        }
        long started = System.nanoTime();
        for (int i = 0; i < batches.size() && state.trouble().isEmpty(); i++) {
            model.read(batches.get(i));
            TaskSums sums = model.losses();
            int[] bad = badTasks(sums, task -> true);
            if (bad.length == 0) {
                state.probe().addAfter(sums);
            } else {
                int last = Math.toIntExact(state.steps());
                refuse(bad, sums, state, new Trouble(shardId, 0, last, 0, task.learningRate(plan.step() + last)));
            }
        }
        return (System.nanoTime() - started) / 1e9;
    }

    private void step(TrainableModel<B> model, RoundPlan plan, List<B> batches, RoundState state, int shardId) {
        for (int localStep = 1; localStep <= batches.size() && state.trouble().isEmpty(); localStep++) {
            if (localStep > 1) {
                model.read(batches.get(localStep - 1));
            }
            TaskSums sums = model.step(plan.taskWeights());
            if (sums.isFinite()) {
                state.addStep(sums);
            } else {
                double rate = task.learningRate(plan.step() + state.steps() + 1);
                refuse(blamed(model, sums), sums, state, new Trouble(shardId, 0, localStep, 0, rate));
            }
        }
    }

    /** A step of finite numbers may still be too long: such parameters would spoil the mean of all workers. */
    private void finish(TrainableModel<B> model, RoundPlan plan, RoundState state, int shardId) {
        Delta delta = task.delta();
        long seed = Seeds.of(plan.runSeed(), Seeds.Purpose.DELTA, plan.round(), shardId);
        state.measures().merge(model.measures());
        state.finish(
                delta.parameters(plan.parameters(), model.parameters(), seed),
                delta.optimizerState(model.optimizerState(), seed),
                model.touchedRows());
        if (state.examples() > 0 && !state.isFinite()) {
            int last = Math.toIntExact(state.steps());
            state.addTrouble(
                    new Trouble(Trouble.Of.PARAMETERS, shardId, 0, last, 0, task.learningRate(plan.step() + last)));
        }
    }

    private void refuse(int[] bad, TaskSums sums, RoundState state, Trouble at) {
        for (int i : bad) {
            double loss = sums.lossSums()[i];
            Trouble.Of of = Double.isFinite(loss) ? Trouble.Of.GRADIENT : Trouble.Of.LOSS;
            switch (task.onBadNumbers()) {
                case STOP ->
                    state.addTrouble(new Trouble(of, at.shard(), i, at.localStep(), mean(sums, i), at.learningRate()));
                case SKIP -> state.addSkipped(i);
            }
        }
    }

    private static double mean(TaskSums sums, int i) {
        return Double.isFinite(sums.lossSums()[i])
                ? sums.lossSums()[i] / (sums.labelled()[i] == 0 ? 1 : sums.weights()[i])
                : sums.lossSums()[i];
    }

    /** Returns whose losses are bad; else whose gradients of the shared part; else all, for it may be any head. */
    private int[] blamed(TrainableModel<B> model, TaskSums sums) {
        int[] byLoss = badTasks(sums, task -> true);
        if (byLoss.length > 0) {
            return byLoss;
        }
        int tasks = sums.lossSums().length;
        GradientSums gradients = noGradients(model, tasks);
        probe(model, gradients);
        int[] byGradient = badTasks(sums, gradients::isFinite);
        return byGradient.length > 0 ? byGradient : IntStream.range(0, tasks).toArray();
    }

    private static GradientSums noGradients(TrainableModel<?> model, int tasks) {
        return new GradientSums(tasks, model.layout().sharedSize());
    }

    private static int[] badTasks(TaskSums sums, IntPredicate isFinite) {
        return IntStream.range(0, sums.lossSums().length)
                .filter(i -> !Double.isFinite(sums.lossSums()[i]) || !isFinite.test(i))
                .toArray();
    }
}
