package io.fulcrum.dl4j;

import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Configuration of a stock dense layer that runs as our {@link FusedDenseLayer}: the same parameters in the same
 * places, the same function to rounding, at a fraction of the time.
 */
final class FusedDense extends DenseLayer {

    private FusedDense(DenseLayer stock) {
        PlainOutputs.copySettings(stock, this);
        setActivationFn(stock.getActivationFn());
        setNIn(stock.getNIn());
        setNOut(stock.getNOut());
        setTimeDistributedFormat(stock.getTimeDistributedFormat());
    }

    /** Puts this in the place of every stock dense layer that does nothing else than activate X W + b. */
    static void replaceStock(ComputationGraphConfiguration graph) {
        if (graph.getDataType() != DataType.FLOAT && graph.getDataType() != DataType.DOUBLE) {
            return;
        }
        graph.getVertices().values().stream()
                .filter(LayerVertex.class::isInstance)
                .map(vertex -> ((LayerVertex) vertex).getLayerConf())
                .filter(layer -> layer.getLayer().getClass() == DenseLayer.class)
                .filter(layer -> isPlain((DenseLayer) layer.getLayer()))
                .forEach(layer -> layer.setLayer(new FusedDense((DenseLayer) layer.getLayer())));
    }

    private static boolean isPlain(DenseLayer layer) {
        return layer.hasBias()
                && !layer.hasLayerNorm()
                && layer.getIDropout() == null
                && layer.getWeightNoise() == null
                && FusedActivation.of(layer.getActivationFn()).isPresent();
    }

    /** Spares layers right above a graph's inputs the gradient of what they read. */
    static void endAtInputs(ComputationGraph graph) {
        for (GraphVertex vertex : graph.getVertices()) {
            if (vertex.hasLayer() && vertex.getLayer() instanceof FusedDenseLayer layer && readsInput(graph, vertex)) {
                layer.readsData();
            }
        }
    }

    private static boolean readsInput(ComputationGraph graph, GraphVertex vertex) {
        LayerVertex settings = (LayerVertex)
                Objects.requireNonNull(graph.getConfiguration().getVertices().get(vertex.getVertexName()));
        return settings.getPreProcessor() == null
                && Arrays.stream(vertex.getInputVertices())
                        .allMatch(below -> graph.getVertices()[below.getVertexIndex()].isInputVertex());
    }

    FusedActivation activation() {
        return FusedActivation.of(getActivationFn()).orElseThrow();
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialize,
            DataType type) {
        FusedDenseLayer layer = new FusedDenseLayer(conf, type);
        layer.setListeners(listeners);
        layer.setIndex(index);
        layer.setParamsViewArray(parameters);
        layer.setParamTable(initializer().init(conf, parameters, initialize));
        return layer;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FusedDense && super.equals(other);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }
}
