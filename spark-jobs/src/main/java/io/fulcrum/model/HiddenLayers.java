package io.fulcrum.model;

import io.fulcrum.model.NetworkGraph.Value;
import io.fulcrum.model.Operation.Activation;
import java.io.Serializable;

/** What the hidden layers of a network are made of, whatever its architecture. */
public record HiddenLayers(HiddenActivation activation) implements Serializable {
    /** Rectified layers and nothing else. */
    public static final HiddenLayers RECTIFIED = new HiddenLayers(HiddenActivation.RELU);

    /** What the dense layer itself does with its sums: a ReLU right above them is a part of it. */
    Activation ofDense() {
        return activation == HiddenActivation.RELU ? Activation.RELU : Activation.IDENTITY;
    }

    /** Adds what comes after a dense layer and returns what the hidden layer puts out. */
    Value after(GraphBuilder graph, String name, Value dense) {
        if (ofDense() == Activation.RELU) {
            return dense;
        }
        return activation
                .curve()
                .map(curve -> graph.activate(name + "-activated", dense, curve))
                .orElse(dense);
    }
}
