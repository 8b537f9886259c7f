package io.fulcrum.dl4j;

import io.fulcrum.model.TrainableModel;
import io.fulcrum.model.graph.ParameterLayout;
import io.fulcrum.model.loss.TaskSums;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.nd4j.linalg.factory.Nd4j;

/** A {@link GraphModel} on batches of primitive rows; what a step draws at random comes from the batch's seed. */
public final class GraphRowsModel implements TrainableModel<GraphBatch> {
    private final GraphModel model;
    private final List<ReusedMatrix> batchMemory = new ArrayList<>(); // [array]

    @SuppressWarnings("NullAway.Init") // set before it is read
    private GraphBatch batch;

    private GraphRowsModel(GraphModel model) {
        this.model = model;
    }

    /** Makes the model of a DL4J graph's configuration in JSON. */
    public static GraphRowsModel of(String configuration) {
        return new GraphRowsModel(GraphModel.of(ComputationGraphConfiguration.fromJson(configuration)));
    }

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
    public void read(GraphBatch newBatch) {
        batch = newBatch;
    }

    @Override
    public TaskSums probe(double[][] sharedGradientSums) {
        readAsDrawn();
        return model.probe(sharedGradientSums);
    }

    @Override
    public TaskSums losses() {
        readAsDrawn();
        return model.losses();
    }

    @Override
    public TaskSums step(double[] taskWeights) {
        readAsDrawn();
        return model.step(taskWeights);
    }

    @Override
    public void close() {
        model.close();
        batchMemory.forEach(ReusedMatrix::close);
    }

    private void readAsDrawn() {
        Nd4j.getRandom().setSeed(batch.seed());
        while (batchMemory.size() < batch.shard().shape().arrays().length) {
            batchMemory.add(new ReusedMatrix('c'));
        }
        model.read(GraphArrays.dataSet(batch, batchMemory));
    }
}
