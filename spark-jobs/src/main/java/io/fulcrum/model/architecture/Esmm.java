package io.fulcrum.model.architecture;

import io.fulcrum.model.graph.GraphBuilder;
import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.SizeLimits;
import java.util.List;

/**
 * A tower for each step of a chain of events such as click, then conversion; the probability of an event over all rows
 * is the product of those of the steps up to it (Ma et al., ESMM, SIGIR 2018, eq. 2 and 3), computed in log space.
 * Tasks are in the order of the chain, and the label of each is 1 where all events up to it happened: a conversion's
 * label is 0 where there was no click. So every tower learns from all rows. A tower for an early event is shared by all
 * later tasks.
 */
public record Esmm(List<Integer> bottomLayers, List<Integer> headLayers) implements Architecture {

    public Esmm {
        bottomLayers = SizeLimits.checkedSharedWidths("bottomLayers", bottomLayers);
        headLayers = SizeLimits.checkedWidths("headLayers", headLayers);
    }

    @Override
    public boolean needsChain() {
        return true;
    }

    @Override
    public boolean takesSmallTowers() {
        return false; // a head's logit is that of a step, and labels are those of events
    }

    @Override
    public List<Value> logits(GraphBuilder graph, int tasks) {
        return EventChain.of(graph, tasks, bottomLayers, headLayers).events();
    }
}
