package io.fulcrum.model.architecture;

import io.fulcrum.model.graph.GraphBuilder;
import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.SizeLimits;
import java.util.Collections;
import java.util.List;

/** Experts mixed by one softmax gate for all tasks (OMoE in Ma et al., MMoE, KDD 2018, section 4.1). */
public record Omoe(int experts, List<Integer> expertLayers, List<Integer> headLayers) implements Architecture {

    public Omoe {
        experts = SizeLimits.checkedExperts(experts);
        expertLayers = SizeLimits.checkedSharedWidths("expertLayers", expertLayers);
        headLayers = SizeLimits.checkedWidths("headLayers", headLayers);
    }

    @Override
    public boolean hasGates() {
        return true;
    }

    @Override
    public List<Value> logits(GraphBuilder graph, int tasks) {
        Value all = graph.experts("experts", graph.input(), experts, expertLayers);
        Value gate = graph.gate("gate", graph.input(), experts);
        Value mixed = graph.mixture("mixture", gate, List.of(all));
        return graph.heads(Collections.nCopies(tasks, mixed), headLayers);
    }
}
