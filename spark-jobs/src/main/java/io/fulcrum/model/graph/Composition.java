package io.fulcrum.model.graph;

import io.fulcrum.model.graph.NetworkGraph.Value;
import java.util.List;

/** What composes a network of operations. It is all that {@link GraphBuilder} knows of an architecture. */
public interface Composition {
    /**
     * Composes the network.
     *
     * @param tasks number of tasks, at least 1
     * @return [task] the logits, each of one column
     */
    List<Value> logits(GraphBuilder graph, int tasks);

    /** Returns its name, as network.type has it. */
    String key();
}
