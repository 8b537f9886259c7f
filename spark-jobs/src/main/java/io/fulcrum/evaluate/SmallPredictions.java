package io.fulcrum.evaluate;

import io.fulcrum.contract.TaskSet;
import io.fulcrum.contract.TaskSpec;
import io.fulcrum.data.Batch;
import io.fulcrum.data.KeyedRows;
import io.fulcrum.data.Shard;
import io.fulcrum.job.DaemonThreads;
import io.fulcrum.job.WorkProgress;
import io.fulcrum.model.Recommender;
import io.fulcrum.model.ScoringSession;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A model's predictions for a split of few values, without a query, whose planning and compilation take seconds. Files,
 * rows and values are those of {@link Predictions}.
 *
 * <p>All processors compute batches, in the order of the rows, while the first ones are written.
 */
public final class SmallPredictions {
    private final TaskSet tasks;
    private final Recommender model;
    private final double[][] predictions; // [task][row]
    private final Queue<ScoringSession> idle = new ConcurrentLinkedQueue<>();
    private List<CompletableFuture<Void>> pending = List.of(); // [batch]
    private int ready; // batches that were waited for

    private SmallPredictions(Shard shard, TaskSet tasks, Recommender model) {
        this.tasks = tasks;
        this.model = model;
        predictions = new double[tasks.size()][shard.rows()];
    }

    /** Writes key columns and predictions into a new folder. */
    public static void write(KeyedRows rows, TaskSet tasks, Recommender model, String folder) {
        List<String> names = tasks.tasks().stream().map(TaskSpec::name).toList();
        Shard shard = rows.shard();
        SmallPredictions computed = new SmallPredictions(shard, tasks, model);
        ExecutorService pool = Executors.newFixedThreadPool(
                Runtime.getRuntime().availableProcessors(), DaemonThreads.named("scoring"));
        try {
            computed.pending = Batch.inOrder(shard, Recommender.batchRows()).stream()
                    .map(batch -> CompletableFuture.runAsync(() -> computed.add(batch), pool))
                    .toList();
            PredictionFile.write(rows, names, computed::upTo, folder);
        } finally {
            pool.shutdownNow();
        }
    }

    private void add(Batch batch) {
        ScoringSession free = idle.poll();
        ScoringSession session = free == null ? new ScoringSession(model) : free;
        store(session.score(batch), batch);
        idle.add(session);
        WorkProgress.counted(batch.size());
    }

    private void store(double[] scores, Batch batch) {
        for (int task = 0; task < predictions.length; task++) {
            for (int i = 0; i < batch.size(); i++) {
                predictions[task][batch.row(i)] =
                        Predictions.written(tasks.task(task).type(), scores[task * batch.size() + i]);
            }
        }
    }

    /** Waits for the rows up to this one and returns all predictions; // [task][row]. */
    private double[][] upTo(int row) {
        try {
            for (; ready <= row / Recommender.batchRows(); ready++) {
                pending.get(ready).join();
            }
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
        return predictions;
    }
}
