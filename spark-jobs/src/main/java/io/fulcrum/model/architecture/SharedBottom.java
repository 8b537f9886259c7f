package io.fulcrum.model.architecture;

import io.fulcrum.model.graph.GraphBuilder;
import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.SizeLimits;
import java.util.Collections;
import java.util.List;

/** One shared stack of layers with a head per task on top (Caruana, Multitask Learning, 1997). */
public record SharedBottom(List<Integer> bottomLayers, List<Integer> headLayers) implements Architecture {

    public SharedBottom {
        bottomLayers = SizeLimits.checkedSharedWidths("bottomLayers", bottomLayers);
        headLayers = SizeLimits.checkedWidths("headLayers", headLayers);
    }

    @Override
    public List<Value> logits(GraphBuilder graph, int tasks) {
        Value bottom = graph.stack("bottom", graph.input(), bottomLayers);
        return graph.heads(Collections.nCopies(tasks, bottom), headLayers);
    }
}
