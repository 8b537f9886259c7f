package io.fulcrum.model;

import io.fulcrum.data.Batch;
import io.fulcrum.model.graph.InputLayout;
import io.fulcrum.model.graph.KeptFields;
import io.fulcrum.model.kernel.FixedOrderArithmetic;
import io.fulcrum.model.kernel.FixedOrderProduct;

/** A network loaded with a model's parameters that scores for one thread. */
public final class ScoringSession {
    private final Recommender model;
    private final MultiTaskNetwork network;
    private final ScoringInput input;

    public ScoringSession(Recommender model) {
        this.model = model;
        network = MultiTaskNetwork.forScoring(model);
        InputLayout layout = model.spec().inputLayout();
        boolean[] keeps = KeptFields.of(layout, model.tables().spec(), network.written(), network.firstWidth());
        input = new ScoringInput(layout, model.tables(), keeps);
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
