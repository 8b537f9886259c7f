package io.fulcrum.dl4j;

import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A user's own DL4J graph, read and written as flat arrays; it stays the user's and is never closed. */
public final class StockGraph {
    private final ComputationGraph graph;

    public StockGraph(ComputationGraph graph) {
        this.graph = graph;
    }

    public List<String> inputs() {
        return graph.getConfiguration().getNetworkInputs();
    }

    public List<String> outputs() {
        return graph.getConfiguration().getNetworkOutputs();
    }

    /** The configuration as JSON at its epoch and at step 0, for steps are part of the state that is loaded. */
    public String configuration() {
        ComputationGraphConfiguration copy = graph.getConfiguration().clone();
        copy.setIterationCount(0);
        return copy.toJson();
    }

    public float[] parameters() {
        return copy(graph.params());
    }

    /** The updaters' state; empty for updaters without any. */
    public float[] optimizerState() {
        INDArray state = graph.getUpdater().getStateViewArray();
        return state == null ? new float[0] : copy(state);
    }

    public long step() {
        return graph.getConfiguration().getIterationCount();
    }

    public int epoch() {
        return graph.getConfiguration().getEpochCount();
    }

    /** Sets the state after {@code step} steps and the score. */
    public void write(float[] parameters, float[] optimizerState, long step, double score) {
        NativeFloats.write(parameters, 0, graph.params());
        if (optimizerState.length > 0) {
            NativeFloats.write(optimizerState, 0, graph.getUpdater().getStateViewArray());
        }
        graph.getConfiguration().setIterationCount(Math.toIntExact(step));
        for (Layer layer : graph.getLayers()) {
            layer.setIterationCount(Math.toIntExact(step));
        }
        graph.setScore(score);
    }

    /** The largest learning rate of a configuration's layers at a step; NaN if their updaters have none. */
    public static double learningRate(String configuration, long step) {
        ComputationGraphConfiguration graph = ComputationGraphConfiguration.fromJson(configuration);
        return graph.getVertices().values().stream()
                .flatMap(StockGraph::trained)
                .mapToDouble(layer -> layer.getIUpdater().getLearningRate(Math.toIntExact(step), graph.getEpochCount()))
                .max()
                .orElse(Double.NaN);
    }

    private static Stream<BaseLayer> trained(GraphVertex vertex) {
        return vertex instanceof LayerVertex layer && layer.getLayerConf().getLayer() instanceof BaseLayer base
                ? Stream.of(base)
                : Stream.empty();
    }

    private static float[] copy(INDArray array) {
        float[] values = new float[Math.toIntExact(array.length())];
        NativeFloats.read(array, values, 0);
        return values;
    }
}
