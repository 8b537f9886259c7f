package io.fulcrum.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.Consumer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class FusedDenseTest {
    private static final int ROWS = 9;

    @ParameterizedTest
    @EnumSource(FusedActivation.class)
    void step_everyActivation_equalsFitOfTheStockGraph(FusedActivation activation) {
        ComputationGraphConfiguration graph = graph(Activation.valueOf(activation.name()));
        ComputationGraph stock = new ComputationGraph(graph.clone());
        stock.init();
        try (GraphModel model = GraphModel.of(graph)) {
            model.load(stock.params().toFloatVector(), model.optimizerState(), 0);
            for (int step = 0; step < 5; step++) {
                MultiDataSet batch = batch(step, ROWS - step);
                stock.fit(batch);
                model.step(batch, new double[] {1, 1});
                assertThat(model.parameters()).containsExactly(stock.params().toFloatVector(), within(1e-5f));
            }
        }
    }

    @Test
    void replaceStock_masks_actAsOnAStockLayer() {
        ComputationGraphConfiguration graph = graph(Activation.SIGMOID);
        ComputationGraph stock = new ComputationGraph(graph.clone());
        stock.init();
        MultiDataSet batch = batch(3, ROWS);
        INDArray mask = Nd4j.ones(DataType.FLOAT, ROWS, 1);
        mask.putScalar(2, 0, 0);
        batch.setFeaturesMaskArrays(new INDArray[] {mask});
        try (GraphModel model = GraphModel.of(graph)) {
            model.load(stock.params().toFloatVector(), model.optimizerState(), 0);
            stock.fit(batch);
            model.step(batch, new double[] {1, 1});
            assertThat(model.parameters()).containsExactly(stock.params().toFloatVector(), within(1e-5f));
        }
    }

    @Test
    void replaceStock_layersThatDoMore_stayStock() {
        assertThat(replaced(layer -> layer.setIDropout(new Dropout(0.5)))).isExactlyInstanceOf(DenseLayer.class);
        assertThat(replaced(layer -> layer.setWeightNoise(new DropConnect(0.5))))
                .isExactlyInstanceOf(DenseLayer.class);
        assertThat(replaced(layer -> layer.setHasBias(false))).isExactlyInstanceOf(DenseLayer.class);
        assertThat(replaced(layer -> layer.setHasLayerNorm(true))).isExactlyInstanceOf(DenseLayer.class);
        assertThat(replaced(layer -> layer.setActivationFn(Activation.SWISH.getActivationFunction())))
                .isExactlyInstanceOf(DenseLayer.class);
        assertThat(replaced(layer -> layer.setBiasInit(0.1))).isInstanceOf(FusedDense.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void activate_otherWidth_refused(int width) {
        try (GraphModel model = GraphModel.of(graph(Activation.RELU))) {
            MultiDataSet batch = batch(0, ROWS);
            batch.setFeatures(0, Nd4j.zeros(DataType.FLOAT, ROWS, width));
            assertThatThrownBy(() -> model.step(batch, new double[] {1, 1}))
                    .hasMessage("Layer \"wide\" reads an array of shape [9, " + width + "]: it needs rows of 4 numbers."
                            + " Correct nIn, or put a preprocessor before the layer.");
        }
    }

    private static Object replaced(Consumer<DenseLayer> change) {
        ComputationGraphConfiguration graph = graph(Activation.RELU);
        LayerVertex vertex = (LayerVertex) graph.getVertices().get("wide");
        change.accept((DenseLayer) vertex.getLayerConf().getLayer());
        FusedDense.replaceStock(graph);
        return vertex.getLayerConf().getLayer();
    }

    private static ComputationGraphConfiguration graph(Activation activation) {
        return new NeuralNetConfiguration.Builder()
                .seed(5)
                .updater(new Adam(0.02))
                .l2(1e-3)
                .graphBuilder()
                .addInputs("in")
                .addLayer(
                        "wide",
                        new DenseLayer.Builder()
                                .nIn(4)
                                .nOut(7)
                                .activation(activation)
                                .build(),
                        "in")
                .addLayer(
                        "narrow",
                        new DenseLayer.Builder()
                                .nIn(7)
                                .nOut(3)
                                .activation(activation)
                                .build(),
                        "wide")
                .addLayer(
                        "a",
                        new OutputLayer.Builder(LossFunction.XENT)
                                .nIn(3)
                                .nOut(1)
                                .activation(Activation.SIGMOID)
                                .build(),
                        "narrow")
                .addLayer(
                        "b",
                        new OutputLayer.Builder(LossFunction.MSE)
                                .nIn(7)
                                .nOut(2)
                                .activation(Activation.TANH)
                                .build(),
                        "wide")
                .setOutputs("a", "b")
                .build();
    }

    private static MultiDataSet batch(int seed, int rows) {
        Random random = new Random(seed);
        INDArray clicks = Nd4j.create(DataType.FLOAT, rows, 1);
        for (int row = 0; row < rows; row++) {
            clicks.putScalar(row, 0, random.nextInt(2));
        }
        return new MultiDataSet(
                new INDArray[] {gaussian(random, rows, 4)}, new INDArray[] {clicks, gaussian(random, rows, 2)});
    }

    private static INDArray gaussian(Random random, int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Nd4j.create(values, new long[] {rows, columns}, 'c');
    }
}
