package io.fulcrum.train;

import io.fulcrum.balance.BalanceDecision;
import io.fulcrum.balance.BalanceSettings;
import io.fulcrum.balance.BalancerState;
import io.fulcrum.balance.TaskBalancer;
import io.fulcrum.balance.TaskBalancers;
import io.fulcrum.balance.TaskSignals;
import io.fulcrum.data.Seeds;
import io.fulcrum.job.ExitCode;
import io.fulcrum.job.JobFailure;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.embedding.RowRecords;
import io.fulcrum.train.exchange.EmbeddingJournal;
import io.fulcrum.train.exchange.Exchange;
import io.fulcrum.train.outer.OuterOptimizer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongToDoubleFunction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The driver's side of rounds, whatever is trained: holds the global parameters, plans a round, reads it out, solves
 * the next task weights.
 */
public final class RoundDriver<S> implements AutoCloseable {
    private final RoundRunner<S> runner;
    private final TrainingTask<S, ?> task;
    private final RoundSettings settings;
    private final ProbeSettings probe;
    private final List<String> taskNames;
    private final TaskBalancer balancer;
    private final OuterOptimizer outer;
    private final EmbeddingJournal journal;
    private final ParameterDigest digest = new ParameterDigest();
    private TrainingState state;

    /**
     * Starts before the first round.
     *
     * @param shards an RDD of one shard per partition
     * @param model whose parameters, optimiser state and tables the run starts from
     */
    public RoundDriver(
            JavaRDD<S> shards,
            TrainingTask<S, ?> task,
            RoundSettings rounds,
            BalanceSettings balance,
            FirstModel model) {
        this.settings = rounds;
        this.task = task;
        Exchange exchange = Exchange.of(JavaSparkContext.fromSparkContext(shards.context()));
        probe = ProbeSettings.of(balance);
        runner = new RoundRunner<>(shards, new RoundRunner.Job<>(task, probe), exchange);
        taskNames = model.taskNames();
        balancer = TaskBalancers.of(balance, taskNames);
        outer = rounds.outer().optimizer();
        journal = new EmbeddingJournal(exchange, model.tables(), rounds.rows().evictAfter());
        state = new TrainingState(
                0,
                model.step(),
                model.parameters(),
                model.optimizerState(),
                outer.still(model.parameters().length),
                balancer.weights(balancer.start()),
                balancer.start());
    }

    /** Goes on counting rounds, balancing and moving from where another driver of the same tasks stood. */
    public RoundDriver<S> after(int rounds, BalancerState balanced, float[] velocity) {
        state = new TrainingState(
                rounds,
                state.step(),
                state.parameters(),
                state.optimizerState(),
                outer.checked(velocity, state.parameters().length),
                balancer.weights(balanced),
                balanced);
        return this;
    }

    /** Goes on from a checkpoint, whose rows the journal has been given. */
    public void restore(TrainingState before, long rowVersion, String digested) {
        requireSame("parameters", before.parameters(), state.parameters());
        requireSame("numbers of optimiser state", before.optimizerState(), state.optimizerState());
        outer.checked(before.velocity(), before.parameters().length);
        state = before;
        journal.restored(rowVersion);
        digest.restore(digested);
    }

    /** Runs one round over the given shards and moves the global model on. */
    public RoundOutcome round(int epoch, int[] shards) {
        Stopwatch watch = new Stopwatch();
        RoundPlan plan = plan(epoch);
        long rowBytes = journal.lastChangeBytes();
        RoundState merged = runner.run(plan, journal.source(), shards, watch);
        watch.lap("stage");
        refuseTrouble(plan, merged);
        RoundResult result = task.delta().read(plan, merged, probe);
        RowRecords changed = journal.merge(plan.round(), result.rows(), settings.rowMerge());
        OuterOptimizer.Start next = outer.next(
                plan.parameters(), result.parameters(), state.velocity(), () -> learningRate(plan, merged.steps()));
        CompletableFuture<String> digested = // takes as long as the tables do, so both at once
                CompletableFuture.supplyAsync(() -> digest.add(next.parameters(), changed));
        journal.add(changed);
        watch.lap("merge");
        BalanceDecision decision = balancer.decide(signals(plan, result), state.balancer());
        watch.lap("solve");
        state = new TrainingState(
                plan.round() + 1,
                plan.step() + merged.steps(),
                next.parameters(),
                nextOptimizerState(result.optimizerState()),
                next.velocity(),
                decision.weights(),
                decision.next());
        return new RoundOutcome(
                plan.round(),
                epoch,
                state.step(),
                merged.examples(),
                plan.taskWeights(),
                predicted(plan, result, merged.steps()),
                result,
                decision.diagnostics(),
                watch.parts(merged),
                plan.bytes() + rowBytes,
                merged.bytes(),
                RoundOutcome.Rows.of(changed),
                digested.join());
    }

    /**
     * −η g_i · d with the round's direction d = Σ u_k g_k and η the sum of its learning rates, of embedding rows where
     * these have their own, as if rows were averaged over all workers too; nothing where gradients of parameters are
     * not measured, or a sketch mixes what moves at different rates.
     */
    private double[] predicted(RoundPlan plan, RoundResult result, long steps) {
        double rates = steps * learningRate(plan, steps);
        double rowRates = steps * mean(plan, steps, task::rowLearningRate);
        boolean hasOwnRates = probe.needsEmbeddings() && rowRates != rates;
        if (probe.needsRepresentation() || hasOwnRates && !probe.keepsEmbeddingsApart()) {
            return new double[0];
        }
        double[][] gram = result.probe().gram();
        double[][] ofRows = result.probe().gradients().embeddingGram();
        double[] predicted = new double[gram.length];
        for (int i = 0; i < predicted.length; i++) {
            for (int k = 0; k < predicted.length; k++) {
                predicted[i] -= rates * plan.taskWeights()[k] * gram[i][k];
                predicted[i] -= hasOwnRates ? (rowRates - rates) * plan.taskWeights()[k] * ofRows[i][k] : 0;
            }
        }
        return predicted;
    }

    /** Returns what the balancer learns of a round. */
    static TaskSignals signals(RoundPlan plan, RoundResult result) {
        return new TaskSignals(
                plan.round() + 1,
                result.probe().gram(),
                result.probe().losses(),
                result.probe().labelled(),
                new TaskSignals.LocalSteps(
                        plan.epoch() + 1,
                        Seeds.of(plan.runSeed(), Seeds.Purpose.BALANCE, plan.round(), 0),
                        result.losses()),
                result.probe().detail());
    }

    /** Takes the KPIs of the model as it stands, measured on the validation split after an epoch. */
    void validated(double[] kpis) {
        BalancerState balanced = balancer.validated(kpis, state.balancer());
        state = new TrainingState(
                state.round(),
                state.step(),
                state.parameters(),
                state.optimizerState(),
                state.velocity(),
                state.weights(),
                balanced);
    }

    /** Returns where the run stands. */
    public TrainingState state() {
        return state;
    }

    /** Returns the embedding tables as they are now; they change with the next round. */
    public EmbeddingTables tables() {
        return journal.tables();
    }

    public EmbeddingJournal journal() {
        return journal;
    }

    public TaskBalancer balancer() {
        return balancer;
    }

    /** Returns the digest of everything that training changed so far. */
    public String digest() {
        return digest.hex();
    }

    @Override
    public void close() {
        journal.close();
        runner.close();
    }

    private static void requireSame(String what, float[] before, float[] now) {
        if (before.length != now.length) {
            throw new IllegalArgumentException("Checkpoint has " + before.length + " " + what + ", the model has "
                    + now.length + ": they are of different shapes. Resume with the settings of the checkpoint.");
        }
    }

    private RoundPlan plan(int epoch) {
        return new RoundPlan(
                state.round(),
                epoch,
                state.step(),
                settings.seed(),
                state.parameters(),
                state.optimizerState(),
                state.weights().values(),
                journal.version());
    }

    private float[] nextOptimizerState(float[] averaged) {
        return switch (settings.optimizerState()) {
            case AVERAGE -> averaged;
            case RESET -> new float[averaged.length];
        };
    }

    /** The round's mean learning rate, taken as that of its first and last step. */
    private double learningRate(RoundPlan plan, long steps) {
        return mean(plan, steps, task::learningRate);
    }

    private static double mean(RoundPlan plan, long steps, LongToDoubleFunction atStep) {
        return (atStep.applyAsDouble(plan.step() + 1) + atStep.applyAsDouble(plan.step() + steps)) / 2;
    }

    private void refuseTrouble(RoundPlan plan, RoundState merged) {
        merged.trouble().ifPresent(trouble -> {
            throw new JobFailure(
                    ExitCode.UNEXPECTED,
                    trouble.message(plan.round() + 1, taskNames.get(trouble.task()), task.clipping()));
        });
        if (merged.examples() == 0) {
            throw new JobFailure(
                    ExitCode.UNEXPECTED,
                    "Round " + (plan.round() + 1) + ": no batch had finite losses and gradients,"
                            + " and on-bad-numbers = skip left all of them out. "
                            + Trouble.advice(task.learningRate(plan.step() + 1), task.clipping()));
        }
    }
}
