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
 * rows start afresh every 50 steps from the tables, and that is in the time. It may probe every batch before, as a
 * round does with its first one.
 */
final class StepWorker implements Worker {
    static final int ROUND_STEPS = 50;

    /** The argument, after the workload, to probe every batch. */
    static final String PROBING = "probing";

    static final OptimizerSettings ADAM = new OptimizerSettings(
            new UpdateRule.Adam(0.9, 0.999, 1e-8), LearningRate.constant(1e-3), 0, Double.POSITIVE_INFINITY);

    private final RecommenderModel model;
    private final List<Batch> batches;
    private final double[] taskWeights;
    private final boolean probing;
    private long steps;

    StepWorker(Workload workload, boolean probing) {
        this.probing = probing;
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
        model.read(batches.get((int) (steps++ % batches.size())));
        if (probing) {
            model.expectStep(taskWeights);
            model.probe(new double[taskWeights.length][model.layout().sharedSize()]);
        }
        model.step(taskWeights);
    }

    public static void main(String[] arguments) throws IOException {
        boolean probing = arguments.length > 1 && arguments[1].equals(PROBING);
        StepWorker worker = new StepWorker(Workload.read(Path.of(arguments[0])), probing);
        Worker.serve("Fulcrum " + ProgramVersion.VERSION + " (1 thread)", worker);
    }
}
