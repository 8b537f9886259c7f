package io.fulcrum.model.architecture;

import io.fulcrum.model.graph.GraphBuilder;
import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.SizeLimits;
import io.fulcrum.model.graph.Sizes;
import io.fulcrum.model.graph.Start;
import java.util.ArrayList;
import java.util.List;

/**
 * A bottom for each task; after each layer every task continues with a dense layer over all tasks' outputs side by side
 * (Gao et al., NDDR-CNN, CVPR 2019, eq. 2 and 3), which starts as a cross-stitch. Deviation from the paper: there is no
 * batch normalisation, whose running means would differ between workers.
 *
 * @param own the number with which a task's own output starts; the others share 1 - own
 */
public record Nddr(double own, List<Integer> bottomLayers, List<Integer> headLayers) implements Architecture {

    public Nddr {
        SizeLimits.checkedShare("own", own);
        bottomLayers = SizeLimits.checkedSharedWidths("bottomLayers", bottomLayers);
        headLayers = SizeLimits.checkedWidths("headLayers", headLayers);
    }

    static Nddr read(Sizes sizes) {
        return new Nddr(sizes.number("own", 0, 1), sizes.bottomLayers(), sizes.headLayers());
    }

    @Override
    public List<Value> logits(GraphBuilder graph, int tasks) {
        List<Value> tops =
                TaskBottoms.build(graph, tasks, bottomLayers, (layer, outputs) -> fused(graph, layer, outputs));
        return graph.heads(tops, headLayers);
    }

    private List<Value> fused(GraphBuilder graph, int layer, List<Value> outputs) {
        Value all = graph.concat("all-" + layer, outputs);
        List<Value> fused = new ArrayList<>();
        for (int task = 0; task < outputs.size(); task++) {
            Start start = new Start.Diagonals(
                    Architecture.ownAndOthers(own, task, outputs.size()),
                    outputs.stream().map(Value::width).toList());
            fused.add(graph.hidden("fuse" + task + "-" + layer, all, bottomLayers.get(layer), start));
        }
        return fused;
    }
}
