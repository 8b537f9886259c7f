package io.fulcrum.train;

import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.job.JobFailure;
import io.fulcrum.model.embedding.EmbeddingBudget;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The heaps that a run's embedding rows must fit into.
 *
 * @param driver bytes of the driver's heap
 * @param executor bytes of each executor's heap; empty where the driver itself runs the tasks
 * @param tasks tasks that an executor runs at a time
 */
public record EmbeddingMemory(long driver, Optional<Long> executor, int tasks) {
    /** The part of a heap that rows may take; the rest is for shards, networks and the collector. */
    private static final double SHARE = 0.8;

    /**
     * Tells what the rows take and refuses a run that they might not fit into, or warns, as the settings say.
     *
     * @throws JobFailure if they might not fit and the settings refuse that
     */
    public void check(FeatureManifest manifest, TrainingRun run, Consumer<String> tell) {
        RoundSettings rounds = run.settings().rounds();
        EmbeddingBudget budget = EmbeddingBudget.of(
                manifest,
                run.spec().embeddings(run.settings().optimizer().rows().rule()),
                rounds.workers(),
                (long) rounds.localSteps() * rounds.batchSize());
        if (budget.trainedRows() > 0) {
            tell.accept(executor.isPresent() ? budget.told() : budget.toldOfOneProcess());
        }
        int running = Math.min(tasks, rounds.workers());
        long here = executor.isPresent() ? budget.driver() : budget.oneProcess(running);
        require(here, driver, "The driver", rounds.rows(), tell);
        executor.ifPresent(heap -> require(budget.executor(running), heap, "An executor", rounds.rows(), tell));
    }

    private static void require(long bytes, long heap, String who, RowPolicy policy, Consumer<String> tell) {
        if (bytes <= SHARE * heap) {
            return;
        }
        String problem = who + " has a heap of " + EmbeddingBudget.size(heap) + ", but embedding rows may take "
                + EmbeddingBudget.size(bytes) + " there, more than " + Math.round(100 * SHARE)
                + " % of it. Give it more"
                + " memory, hash into fewer buckets, narrow network.embedding-size, set optimizer.embedding.type to a rule with"
                + " less state (sgd, adagrad), or take fewer rounds.local-steps";
        switch (policy.memoryCheck()) {
            case REFUSE ->
                throw JobFailure.invalid(problem
                        + "; rounds.memory-check = warn starts all the same, for data that touches fewer rows.");
            case WARN -> tell.accept("warning: " + problem + ".");
        }
    }
}
