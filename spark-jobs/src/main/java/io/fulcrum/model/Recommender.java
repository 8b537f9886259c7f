package io.fulcrum.model;

import io.fulcrum.contract.LabelScale;
import io.fulcrum.data.Batch;
import java.io.Serializable;

/**
 * A trained model that only scores: parameters and embedding rows as plain arrays, safe to send and to share. Each
 * thread scores through a {@link Session} of its own.
 *
 * @param parameters [parameter] of the network
 * @param tables embedding rows without optimiser state
 */
public record Recommender(ModelSpec spec, float[] parameters, EmbeddingTables tables) implements Serializable {
    private static final int BATCH_ROWS = 2048;

    /** Rows that a session scores at a time at most. */
    public static int batchRows() {
        return BATCH_ROWS;
    }

    /** Opens a scorer for one thread. */
    public Session session() {
        return new Session(this);
    }

    /** A network loaded with the model's parameters. */
    public static final class Session {
        private final Recommender model;
        private final MultiTaskNetwork network;
        private final NetworkInput input;

        private Session(Recommender model) {
            this.model = model;
            network = model.spec().buildNetwork();
            network.setParameters(model.parameters());
            input = new NetworkInput(model.spec().inputLayout());
        }

        /** Returns [task][row] scores of a batch: log-odds of a binary task, the label's own unit of a regression. */
        public double[] score(Batch batch) {
            float[] outputs = new float[model.spec().tasks().size() * batch.size()];
            input.fill(batch, model.tables());
            network.forward(input.values(), batch.size(), outputs);
            double[] scores = new double[outputs.length];
            for (int i = 0; i < scores.length; i++) {
                LabelScale scale = model.spec().scales().get(i / batch.size());
                scores[i] = scale.unscaled(outputs[i]);
            }
            return scores;
        }
    }
}
