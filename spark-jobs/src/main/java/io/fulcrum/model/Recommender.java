package io.fulcrum.model;

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

    /** Returns what the network computes of its input columns, as data. */
    public NetworkGraph graph() {
        return spec.scoringNetwork(parameters).graph();
    }

    /** A network loaded with the model's parameters. */
    public static final class Session {
        private final Recommender model;
        private final MultiTaskNetwork network;
        private final ScoringInput input;

        private Session(Recommender model) {
            this.model = model;
            network = model.spec().scoringNetwork(model.parameters());
            input = new ScoringInput(model.spec().inputLayout(), model.tables(), network.firstWidth());
        }

        /**
         * Returns [task][row] scores of a batch: log-odds of a binary task, the label's own unit of a regression. A
         * row's scores are a function of the model and the row alone, to the bit, see {@link FixedOrderArithmetic}.
         */
        public double[] score(Batch batch) {
            int size = batch.size();
            double[] scores = new double[model.spec().tasks().size() * size];
            for (int from = 0; from < size; from += FixedOrderProduct.ROWS) {
                int to = Math.min(from + FixedOrderProduct.ROWS, size);
                Batch part = new Batch(batch.shard(), batch.order(), batch.from() + from, batch.from() + to);
                float[] outputs = new float[model.spec().tasks().size() * part.size()];
                network.forward(input.read(part), outputs);
                for (int i = 0; i < outputs.length; i++) {
                    int task = i / part.size();
                    scores[task * size + from + i % part.size()] = score(task, outputs[i]);
                }
            }
            return scores;
        }

        private double score(int task, float output) {
            return switch (model.spec().tasks().task(task).type()) {
                case BINARY -> LogOdds.score(output);
                case REGRESSION -> model.spec().scales().get(task).unscaled(output);
            };
        }
    }
}
