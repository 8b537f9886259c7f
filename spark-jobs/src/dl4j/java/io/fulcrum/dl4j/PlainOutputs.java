package io.fulcrum.dl4j;

import java.util.Optional;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.nd4j.linalg.activations.Activation;

/** Replaces output layers by plain layers that give what the loss is computed on; parameters stay where they are. */
final class PlainOutputs {

    private PlainOutputs() {}

    /** Replaces one output of the configuration if it carries a loss, and returns that loss. */
    static Optional<OutputLoss> replace(ComputationGraphConfiguration graph, String output) {
        if (!(graph.getVertices().get(output) instanceof LayerVertex vertex)) {
            return Optional.empty();
        }
        Layer layer = vertex.getLayerConf().getLayer();
        if (layer.getClass() == OutputLayer.class) {
            requireEnd(graph, output);
            OutputLayer withLoss = (OutputLayer) layer;
            vertex.getLayerConf().setLayer(dense(withLoss));
            return Optional.of(new OutputLoss(withLoss.getLossFn(), withLoss.getActivationFn()));
        }
        if (layer.getClass() == LossLayer.class) {
            requireEnd(graph, output);
            LossLayer withLoss = (LossLayer) layer;
            vertex.getLayerConf().setLayer(identity(withLoss));
            return Optional.of(new OutputLoss(withLoss.getLossFn(), withLoss.getActivationFn()));
        }
        return Optional.empty();
    }

    /** Refuses a network that still holds a layer with its own loss. */
    static void requireNone(ComputationGraph graph) {
        for (GraphVertex vertex : graph.getVertices()) {
            if (vertex.hasLayer() && vertex.getLayer() instanceof IOutputLayer) {
                throw new IllegalArgumentException("Output \"" + vertex.getVertexName() + "\" is a "
                        + vertex.getLayer().conf().getLayer().getClass().getSimpleName()
                        + ": only OutputLayer and LossLayer, as outputs of the graph, can be split by task."
                        + " End the task in one of those.");
            }
        }
    }

    private static void requireEnd(ComputationGraphConfiguration graph, String output) {
        graph.getVertexInputs().forEach((reader, inputs) -> {
            if (inputs.contains(output)) {
                throw new IllegalArgumentException("Output \"" + output + "\" also feeds \"" + reader
                        + "\": a layer with a loss must be the end of its task."
                        + " Let \"" + reader + "\" read the layer below \"" + output + "\" instead.");
            }
        });
    }

    private static DenseLayer dense(OutputLayer from) {
        DenseLayer to = new DenseLayer.Builder()
                .nIn(from.getNIn())
                .nOut(from.getNOut())
                .hasBias(from.hasBias())
                .build();
        copySettings(from, to);
        to.setTimeDistributedFormat(from.getTimeDistributedFormat());
        to.setActivationFn(Activation.IDENTITY.getActivationFunction());
        return to;
    }

    private static ActivationLayer identity(LossLayer from) {
        ActivationLayer to = new ActivationLayer(Activation.IDENTITY);
        to.setLayerName(from.getLayerName());
        to.setIDropout(from.getIDropout());
        return to;
    }

    /** Copies all that a layer with parameters is configured with, except its sizes and its activation function. */
    static void copySettings(BaseLayer from, BaseLayer to) {
        to.setLayerName(from.getLayerName());
        to.setIDropout(from.getIDropout());
        to.setConstraints(from.getConstraints());
        to.setWeightInitFn(from.getWeightInitFn());
        to.setBiasInit(from.getBiasInit());
        to.setGainInit(from.getGainInit());
        to.setRegularization(from.getRegularization());
        to.setRegularizationBias(from.getRegularizationBias());
        to.setIUpdater(from.getIUpdater());
        to.setBiasUpdater(from.getBiasUpdater());
        to.setWeightNoise(from.getWeightNoise());
        to.setGradientNormalization(from.getGradientNormalization());
        to.setGradientNormalizationThreshold(from.getGradientNormalizationThreshold());
    }
}
