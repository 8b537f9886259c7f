package io.fulcrum.model;

import io.fulcrum.model.graph.NetworkGraph;
import io.fulcrum.model.graph.ParameterLayout.Slice;

/**
 * The part of a network that scores: without values that only terms of the loss read, and their parameters.
 *
 * @param parameters in the order of the graph's layout; read, never changed
 */
public record ScoredNetwork(NetworkGraph graph, float[] parameters) {

    /** Returns the part of a model. */
    public static ScoredNetwork of(Recommender model) {
        return of(model.spec().graph(), model.parameters());
    }

    /**
     * Returns the part of a network.
     *
     * @param parameters in the order of its layout; the result holds the same array where nothing is left out
     */
    static ScoredNetwork of(NetworkGraph network, float[] parameters) {
        NetworkGraph scored = network.scored();
        if (scored.layout().equals(network.layout())) {
            return new ScoredNetwork(scored, parameters);
        }
        float[] kept = new float[scored.layout().size()];
        for (Slice slice : scored.layout().slices()) {
            System.arraycopy(parameters, network.layout().at(slice.name()), kept, slice.offset(), slice.length());
        }
        return new ScoredNetwork(scored, kept);
    }
}
