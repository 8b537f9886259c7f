package io.fulcrum.model.graph;

import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.Operation.Activation;
import java.io.Serializable;

/**
 * What the hidden layers of a network are made of, whatever its architecture: a dense layer, then a normalisation, then
 * an activation, then a dropout.
 *
 * @param dropout share of the units that a training step leaves out, in [0, 1)
 */
public record HiddenLayers(HiddenActivation activation, Normalisation normalisation, double dropout)
        implements Serializable {
    /** Rectified layers and nothing else. */
    public static final HiddenLayers RECTIFIED = new HiddenLayers(HiddenActivation.RELU, Normalisation.NONE, 0);

    public HiddenLayers {
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("dropout = " + dropout
                    + " must be at least 0 and below 1. Set the share of units to leave out, for example 0.1.");
        }
    }

    /** What the dense layer itself does with its sums: a ReLU right above them is a part of it. */
    Activation ofDense() {
        return activation == HiddenActivation.RELU && normalisation == Normalisation.NONE
                ? Activation.RELU
                : Activation.IDENTITY;
    }

    /**
     * Adds what comes after a dense layer and returns what the hidden layer puts out.
     *
     * @param parts equal layers side by side, each of which is normalised on its own
     */
    Value after(GraphBuilder graph, String name, Value dense, int parts) {
        Value top = dense;
        if (normalisation != Normalisation.NONE) {
            top = graph.norm(name, top, parts, normalisation);
        }
        if (ofDense() == Activation.IDENTITY && activation.curve().isPresent()) {
            top = graph.activate(name + "-activated", top, activation.curve().get());
        }
        return dropout > 0 ? graph.dropout(name + "-kept", top, dropout) : top;
    }
}
