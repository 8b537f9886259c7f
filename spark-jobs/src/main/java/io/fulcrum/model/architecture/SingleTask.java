package io.fulcrum.model.architecture;

import io.fulcrum.model.graph.GraphBuilder;
import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.SizeLimits;
import java.util.List;
import java.util.stream.IntStream;

/** A network for each task; only embedding rows are shared. What multi-task networks are compared with. */
public record SingleTask(List<Integer> bottomLayers, List<Integer> headLayers) implements Architecture {

    public SingleTask {
        bottomLayers = SizeLimits.checkedSharedWidths("bottomLayers", bottomLayers);
        headLayers = SizeLimits.checkedWidths("headLayers", headLayers);
    }

    @Override
    public boolean takesSmallTowers() {
        return false; // heads read bottoms of their own
    }

    @Override
    public List<Value> logits(GraphBuilder graph, int tasks) {
        return IntStream.range(0, tasks)
                .mapToObj(task ->
                        graph.head(task, graph.stack("bottom" + task + "-", graph.input(), bottomLayers), headLayers))
                .toList();
    }
}
