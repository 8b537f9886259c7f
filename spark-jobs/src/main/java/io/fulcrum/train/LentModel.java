package io.fulcrum.train;

import io.fulcrum.model.TrainableModel;
import io.fulcrum.model.embedding.EmbeddingGradients;
import io.fulcrum.model.embedding.RowRecords;
import io.fulcrum.model.graph.ParameterLayout;
import io.fulcrum.model.layer.Measures;
import io.fulcrum.model.loss.TaskSums;

/** A borrowed model that goes back to its pool when it is closed. */
public record LentModel<B>(TrainableModel<B> model, Runnable giveBack) implements TrainableModel<B> {
    @Override
    public ParameterLayout layout() {
        return model.layout();
    }

    @Override
    public void load(float[] parameters, float[] optimizerState, long step) {
        model.load(parameters, optimizerState, step);
    }

    @Override
    public float[] parameters() {
        return model.parameters();
    }

    @Override
    public float[] optimizerState() {
        return model.optimizerState();
    }

    @Override
    public void read(B batch) {
        model.read(batch);
    }

    @Override
    public void expectStep(double[] taskWeights) {
        model.expectStep(taskWeights);
    }

    @Override
    public TaskSums probe(double[][] sharedGradientSums) {
        return model.probe(sharedGradientSums);
    }

    @Override
    public TaskSums probe(double[][] sharedGradientSums, EmbeddingGradients embeddingGradientSums) {
        return model.probe(sharedGradientSums, embeddingGradientSums);
    }

    @Override
    public TaskSums probeRepresentation(double[][] products) {
        return model.probeRepresentation(products);
    }

    @Override
    public TaskSums losses() {
        return model.losses();
    }

    @Override
    public TaskSums step(double[] taskWeights) {
        return model.step(taskWeights);
    }

    @Override
    public void observe() {
        model.observe();
    }

    @Override
    public Measures measures() {
        return model.measures();
    }

    @Override
    public RowRecords touchedRows() {
        return model.touchedRows();
    }

    @Override
    public void close() {
        giveBack.run();
    }
}
