package io.fulcrum.train;

import io.fulcrum.balance.Evidence;
import io.fulcrum.data.Seeds;
import io.fulcrum.model.TrainableModel;
import io.fulcrum.model.graph.ParameterLayout;
import io.fulcrum.model.loss.TaskSums;
import io.fulcrum.train.exchange.TableSource;
import java.util.List;
import java.util.function.Consumer;
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
            double probeSeconds = probe(model, steps.subList(0, probed), new Measuring(state, reduction, shardId));
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
     * Probes the last batch first, so that the first one is left read: it is at the round's start point still, and its
     * forward pass, which the first step goes on from, is that step's and not part of the seconds returned.
     */
    private double probe(TrainableModel<B> model, List<B> batches, Measuring measuring) {
        long nanos = 0;
        for (int i = batches.size() - 1; i >= 0; i--) {
            long started = System.nanoTime();
            model.read(batches.get(i));
            long read = System.nanoTime();
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
            take(model, sums, squares(products), measuring, state -> state.addRepresentation(sums, products));
            return;
        }
        double[][] gradients = probe.needsGradients() ? noGradients(model, tasks) : new double[tasks][0];
        TaskSums sums = probe.needsGradients() ? model.probe(gradients) : model.losses();
        take(
                model,
                sums,
                gradients,
                measuring,
                state -> state.add(place, sums, reduced(gradients, measuring.reduction)));
    }

    /** Adds a batch to the sums of the probe, if losses and {@code measured}, [task], are all finite. */
    private void take(
            TrainableModel<B> model,
            TaskSums sums,
            double[][] measured,
            Measuring measuring,
            Consumer<ProbeState> adding) {
        int[] bad = badTasks(sums, measured);
        if (bad.length == 0) {
            adding.accept(measuring.state.probe());
            model.observe();
        } else {
            refuse(bad, sums, measuring.state, new Trouble(measuring.shardId, 0, 0, 0, 0));
        }
    }

    /** Returns [task] the product of the task's gradient with itself: products with others would blame these too. */
    private static double[][] squares(double[][] products) {
        return IntStream.range(0, products.length)
                .mapToObj(task -> new double[] {products[task][task]})
                .toArray(double[][]::new);
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
            int[] bad = badTasks(sums, new double[sums.lossSums().length][0]);
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
        double[][] gradients = noGradients(model, sums.lossSums().length);
        int[] byLoss = badTasks(sums, gradients);
        if (byLoss.length > 0) {
            return byLoss;
        }
        model.probe(gradients);
        int[] byGradient = badTasks(sums, gradients);
        return byGradient.length > 0
                ? byGradient
                : IntStream.range(0, gradients.length).toArray();
    }

    private static double[][] noGradients(TrainableModel<?> model, int tasks) {
        return new double[tasks][model.layout().sharedSize()];
    }

    private double[][] reduced(double[][] gradients, GradientReduction reduction) {
        return probe.needsGradients() ? reduction.of(gradients) : new double[gradients.length][0];
    }

    private static int[] badTasks(TaskSums sums, double[][] gradients) {
        return IntStream.range(0, gradients.length)
                .filter(i -> !Double.isFinite(sums.lossSums()[i]) || !isFinite(gradients[i]))
                .toArray();
    }

    private static boolean isFinite(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value * 0; // NaN for what is not finite
        }
        return sum == 0;
    }
}
