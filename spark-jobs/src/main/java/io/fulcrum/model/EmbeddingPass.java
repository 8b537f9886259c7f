package io.fulcrum.model;

import io.fulcrum.data.Batch;
import io.fulcrum.model.embedding.EmbeddingOverlay;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.optimizer.OptimizerSettings;
import java.util.Arrays;

/**
 * The tables' part of a step alone: lookup, gradient and update of the rows that a batch touches, as
 * {@link RecommenderModel} does them, with the same gradient for every input. For measuring its share of a step.
 */
public final class EmbeddingPass {
    private final NetworkInput input;
    private final OptimizerSettings optimizer;
    private final EmbeddingTables tables;
    private final EmbeddingOverlay overlay;
    private float[] filled = new float[0]; // the input's gradient, once it holds numbers

    public EmbeddingPass(ModelSpec spec, OptimizerSettings optimizer) {
        this.optimizer = optimizer;
        input = new NetworkInput(spec.inputLayout());
        tables = EmbeddingTables.initial(spec.embeddings(optimizer.rows().rule()));
        overlay = new EmbeddingOverlay(tables);
    }

    /** Starts from the tables afresh, as a worker does in each round. */
    public void startRound() {
        overlay.restart(tables);
    }

    /** Looks the batch's rows up, gathers their gradient and moves them. */
    public void step(Batch batch, long step) {
        input.fill(batch, overlay);
        if (filled != input.rows().gradients()) {
            filled = input.rows().gradients();
            Arrays.fill(filled, 1e-3f);
        }
        input.scatter(batch, overlay);
        overlay.step(optimizer.rows().rule(), optimizer.rows().learningRate().at(step), step, 1);
    }
}
