package io.fulcrum.evaluate;

import io.fulcrum.contract.TaskSet;
import io.fulcrum.contract.TaskSpec;
import io.fulcrum.data.Batch;
import io.fulcrum.data.KeyedRows;
import io.fulcrum.data.Shard;
import io.fulcrum.job.WorkProgress;
import io.fulcrum.model.Recommender;
import io.fulcrum.model.ScoringSession;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A model's predictions for a split of few values, without a query, whose planning and compilation take seconds. Files,
 * rows and values are those of {@link Predictions}.
 */
public final class SmallPredictions {
    private SmallPredictions() {}

    /** Writes key columns and predictions into a new folder. */
    public static void write(KeyedRows rows, TaskSet tasks, Recommender model, String folder) {
        List<String> names = tasks.tasks().stream().map(TaskSpec::name).toList();
        PredictionFile.write(rows, names, predictions(rows.shard(), tasks, model), folder);
    }

    /** Returns [task][row], computed on all processors. */
    private static double[][] predictions(Shard shard, TaskSet tasks, Recommender model) {
        double[][] predictions = new double[tasks.size()][shard.rows()];
        List<Batch> batches = Batch.inOrder(shard, Recommender.batchRows());
        int parts = Math.min(batches.size(), Runtime.getRuntime().availableProcessors());
        IntStream.range(0, parts).parallel().forEach(part -> {
            ScoringSession session = new ScoringSession(model);
            for (int i = part; i < batches.size(); i += parts) {
                Batch batch = batches.get(i);
                store(session.score(batch), batch, tasks, predictions);
                WorkProgress.counted(batch.size());
            }
        });
        return predictions;
    }

    private static void store(double[] scores, Batch batch, TaskSet tasks, double[][] predictions) {
        for (int task = 0; task < predictions.length; task++) {
            for (int i = 0; i < batch.size(); i++) {
                predictions[task][batch.row(i)] =
                        Predictions.written(tasks.task(task).type(), scores[task * batch.size() + i]);
            }
        }
    }
}
