package io.fulcrum.model.architecture;

import io.fulcrum.model.graph.GraphBuilder;
import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.SizeLimits;
import java.util.ArrayList;
import java.util.List;

/**
 * Experts shared by all tasks and mixed by one softmax gate per task (Ma et al., MMoE, KDD 2018, eq. 6 and 7). A gate
 * reads the raw input and belongs to the head of its task. Deviation from the paper: gates have a bias, which lets a
 * gate prefer an expert whatever the input.
 */
public record Mmoe(int experts, List<Integer> expertLayers, List<Integer> headLayers) implements Architecture {

    public Mmoe {
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
        List<Value> all = List.of(graph.experts("experts", graph.input(), experts, expertLayers));
        List<Value> logits = new ArrayList<>();
        for (int task = 0; task < tasks; task++) {
            Value gate = graph.gate("gate" + task, graph.input(), experts);
            Value mixed = graph.mixture("mixture" + task, gate, all);
            logits.add(graph.head(task, mixed, headLayers));
        }
        return logits;
    }
}
