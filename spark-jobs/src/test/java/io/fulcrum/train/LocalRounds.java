package io.fulcrum.train;

import io.fulcrum.balance.BalanceDecision;
import io.fulcrum.balance.BalanceSettings;
import io.fulcrum.balance.TaskBalancer;
import io.fulcrum.balance.TaskBalancers;
import io.fulcrum.data.Shard;
import io.fulcrum.model.ModelSpec;
import io.fulcrum.model.RecommenderModel;
import io.fulcrum.model.architecture.NetworkSettings;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.embedding.RowMerge;
import io.fulcrum.model.embedding.RowRecords;
import io.fulcrum.train.exchange.EmbeddingJournal;
import io.fulcrum.train.exchange.LocalExchange;
import io.fulcrum.train.exchange.SavedRows;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The rounds of a run in one thread and without Spark, the workers one after the other, each with the same shard. */
final class LocalRounds implements AutoCloseable {
    private final TrainingRun run;
    private final List<Shard> shards; // [worker]
    private final RecommenderTask task;
    private final TaskBalancer balancer;
    private final EmbeddingJournal journal;
    private final ProbeSettings probe;
    private TrainingState state;

    /** What a run continues from. */
    record Saved(TrainingState state, SavedRows rows, long version) {}

    /** Starts with initial values; the outer optimiser is the plain mean. */
    LocalRounds(TrainingRun run, List<Shard> shards) {
        this.run = run;
        this.shards = shards;
        TrainSettings settings = run.settings();
        task = new RecommenderTask(run.name(), run.spec(), settings.optimizer(), settings.rounds());
        probe = ProbeSettings.of(settings.balance());
        balancer = TaskBalancers.of(settings.balance(), run.spec().tasks().names());
        journal = new EmbeddingJournal(
                new LocalExchange(),
                run.spec().embeddings(settings.optimizer().rows().rule()),
                settings.rounds().rows().evictAfter());
        try (RecommenderModel first = new RecommenderModel(run.spec(), settings.optimizer())) {
            state = new TrainingState(
                    0,
                    0,
                    first.parameters(),
                    first.optimizerState(),
                    new float[0],
                    balancer.weights(balancer.start()),
                    balancer.start());
        }
        journal.restored(0);
    }

    /** Starts a run of a network on shards of {@link GeneratedRows}: two steps of 32 rows in a round, Adam. */
    static LocalRounds of(NetworkSettings network, BalanceSettings balance, String name, List<Shard> shards) {
        ModelSpec spec =
                new ModelSpec(GeneratedRows.TASKS, GeneratedRows.FEATURES, GeneratedRows.MODEL.scales(), network, 17);
        TrainSettings settings = new TrainSettings(
                network,
                RoundsIT.rounds(2, 32, RowMerge.TOUCHED_MEAN),
                GeneratedRows.ADAM,
                balance,
                new StoppingSettings(Optional.empty(), 3, 0));
        return new LocalRounds(new TrainingRun(name, spec, settings), shards);
    }

    /** Goes on from where another run stood. */
    LocalRounds from(Saved saved) {
        state = new TrainingState(
                saved.state().round(),
                saved.state().step(),
                saved.state().parameters(),
                saved.state().optimizerState(),
                saved.state().velocity(),
                balancer.weights(saved.state().balancer()),
                saved.state().balancer());
        journal.restore(saved.rows());
        journal.restored(saved.version());
        return this;
    }

    ModelSpec spec() {
        return run.spec();
    }

    /** Runs the next round. */
    RoundResult round() {
        RoundPlan plan = new RoundPlan(
                state.round(),
                0,
                state.step(),
                run.settings().rounds().seed(),
                state.parameters(),
                state.optimizerState(),
                state.weights().values(),
                journal.version());
        RoundState merged = train(plan, 0);
        for (int worker = 1; worker < shards.size(); worker++) {
            merged = merged.merge(train(plan, worker));
        }
        RoundResult result = task.delta().read(plan, merged, probe);
        journal.add(journal.merge(
                plan.round(), result.rows(), run.settings().rounds().rowMerge()));
        BalanceDecision decision = balancer.decide(RoundDriver.signals(plan, result), state.balancer());
        state = new TrainingState(
                plan.round() + 1,
                plan.step() + merged.steps(),
                result.parameters(),
                result.optimizerState(),
                state.velocity(),
                decision.weights(),
                decision.next());
        return result;
    }

    private RoundState train(RoundPlan plan, int worker) {
        return new LocalTrainer<>(task, probe).train(plan, journal.source(), worker, shards.get(worker));
    }

    TrainingState state() {
        return state;
    }

    EmbeddingTables tables() {
        return journal.tables();
    }

    /** Returns a copy of all that the next rounds depend on. */
    Saved saved() {
        int[][] rows = IntStream.range(0, tables().spec().tables().size())
                .mapToObj(tables()::storedRows)
                .toArray(int[][]::new);
        RowRecords records = tables().recordsOf(rows);
        return new Saved(state, new SavedRows(records, journal.lastSeen(rows)), journal.version());
    }

    @Override
    public void close() {
        journal.close();
        run.forget();
    }
}
