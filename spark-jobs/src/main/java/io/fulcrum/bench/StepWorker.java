package io.fulcrum.bench;

import io.fulcrum.data.Batch;
import io.fulcrum.job.ProgramVersion;
import io.fulcrum.model.RecommenderModel;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.optimizer.LearningRate;
import io.fulcrum.model.optimizer.OptimizerSettings;
import io.fulcrum.model.optimizer.UpdateRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Our side of a step: the product's own local step on batches of a workload, without Spark. As in a round, a worker's
 * rows start afresh every 50 steps from the tables, and that is in the time.
 */
final class StepWorker implements Worker {
    static final int ROUND_STEPS = 50;
    static final OptimizerSettings ADAM = new OptimizerSettings(
            new UpdateRule.Adam(0.9, 0.999, 1e-8), LearningRate.constant(1e-3), 0, Double.POSITIVE_INFINITY);

    private final RecommenderModel model;
    private final List<Batch> batches;
    private final double[] taskWeights;
    private long steps;

    StepWorker(Workload workload) {
        model = new RecommenderModel(workload.shape().spec(), ADAM);
        model.embeddings(EmbeddingTables.initial(workload.shape().spec().embeddings(ADAM.rule())));
        batches = workload.batches();
        taskWeights = new double[workload.shape().tasks()];
        Arrays.fill(taskWeights, 1);
    }

    @Override
    public void step() {
        if (steps % ROUND_STEPS == 0) {
            model.load(model.parameters(), model.optimizerState(), steps);
        }
        model.step(batches.get((int) (steps++ % batches.size())), taskWeights);
    }

    public static void main(String[] arguments) throws IOException {
        StepWorker worker = new StepWorker(Workload.read(Path.of(arguments[0])));
        Worker.serve("Fulcrum " + ProgramVersion.VERSION + " (1 thread)", worker);
    }
}
