package io.fulcrum.model.architecture;

import io.fulcrum.model.graph.GraphBuilder;
import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.SizeLimits;
import io.fulcrum.model.graph.Sizes;
import java.util.ArrayList;
import java.util.List;

/**
 * A bottom for each task; after each layer every task continues with a trained combination of all tasks' outputs (Misra
 * et al., Cross-stitch Networks, CVPR 2016, eq. 1), one number for each pair of tasks.
 *
 * @param own the number with which a task's own output starts; the others share 1 - own
 */
public record CrossStitch(double own, List<Integer> bottomLayers, List<Integer> headLayers) implements Architecture {

    public CrossStitch {
        SizeLimits.checkedShare("own", own);
        bottomLayers = SizeLimits.checkedSharedWidths("bottomLayers", bottomLayers);
        headLayers = SizeLimits.checkedWidths("headLayers", headLayers);
    }

    static CrossStitch read(Sizes sizes) {
        return new CrossStitch(sizes.number("own", 0, 1), sizes.bottomLayers(), sizes.headLayers());
    }

    @Override
    public List<Value> logits(GraphBuilder graph, int tasks) {
        List<Value> tops =
                TaskBottoms.build(graph, tasks, bottomLayers, (layer, outputs) -> stitched(graph, layer, outputs));
        return graph.heads(tops, headLayers);
    }

    private List<Value> stitched(GraphBuilder graph, int layer, List<Value> outputs) {
        List<Value> stitched = new ArrayList<>();
        for (int task = 0; task < outputs.size(); task++) {
            List<Double> factors = Architecture.ownAndOthers(own, task, outputs.size());
            stitched.add(graph.blend("stitch" + task + "-" + layer, outputs, factors));
        }
        return stitched;
    }
}
