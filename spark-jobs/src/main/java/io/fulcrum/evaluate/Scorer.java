package io.fulcrum.evaluate;

import io.fulcrum.contract.LabelScale;
import io.fulcrum.data.Batch;
import io.fulcrum.data.Shard;
import io.fulcrum.model.Recommender;
import io.fulcrum.model.ScoringSession;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** Scores shards on the workers and brings back metric states, merged in the order of the shards. */
public final class Scorer {
    private Scorer() {}

    /** Returns the metrics of every task over all shards. */
    public static Map<String, TaskMetrics> evaluate(
            JavaRDD<Shard> shards, Recommender model, EvaluationSettings settings) {
        JavaSparkContext spark = JavaSparkContext.fromSparkContext(shards.context());
        Broadcast<Recommender> sent = spark.broadcast(model);
        try {
            List<List<TaskEvaluation>> states = shards.mapPartitions(shard ->
                            List.of(states(shard, sent.value(), settings)).iterator())
                    .collect();
            List<TaskEvaluation> merged = states.get(0);
            for (List<TaskEvaluation> next : states.subList(1, states.size())) {
                for (int task = 0; task < merged.size(); task++) {
                    merged.get(task).merge(next.get(task));
                }
            }
            return read(merged, model, settings);
        } finally {
            sent.destroy();
        }
    }

    private static Map<String, TaskMetrics> read(
            List<TaskEvaluation> states, Recommender model, EvaluationSettings settings) {
        Map<String, TaskMetrics> metrics = new LinkedHashMap<>();
        for (int task = 0; task < states.size(); task++) {
            metrics.put(model.spec().tasks().task(task).name(), states.get(task).read(settings));
        }
        return metrics;
    }

    private static List<TaskEvaluation> states(Iterator<Shard> shards, Recommender model, EvaluationSettings settings) {
        List<TaskEvaluation> states = new ArrayList<>();
        for (int i = 0; i < model.spec().tasks().size(); i++) {
            LabelScale scale = model.spec().scales().get(i);
            states.add(
                    switch (model.spec().tasks().task(i).type()) {
                        case BINARY -> TaskEvaluation.binary(settings);
                        case REGRESSION -> TaskEvaluation.regression(scale);
                    });
        }
        ScoringSession session = new ScoringSession(model);
        while (shards.hasNext()) {
            Batch.inOrder(shards.next(), Recommender.batchRows())
                    .forEach(batch -> add(batch, session.score(batch), states));
        }
        return states;
    }

    private static void add(Batch batch, double[] scores, List<TaskEvaluation> states) {
        Shard shard = batch.shard();
        for (int task = 0; task < states.size(); task++) {
            for (int i = 0; i < batch.size(); i++) {
                int row = batch.row(i);
                long group = shard.groups().length == 0 ? 0 : shard.groups()[row];
                states.get(task).add(scores[task * batch.size() + i], shard.label(task, row), group);
            }
        }
    }
}
