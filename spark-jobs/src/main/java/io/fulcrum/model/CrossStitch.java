package io.fulcrum.model;

import io.fulcrum.config.ConfigReader;
import io.fulcrum.model.NetworkGraph.Value;
import io.fulcrum.model.Operation.Activation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A bottom for each task; after each layer every task goes on with a trained combination of all tasks' outputs (Misra
 * et al., Cross-stitch Networks, CVPR 2016, eq. 1), one number for each pair of tasks.
 *
 * @param own the number with which a task's own output starts; the others share 1 - own
 */
public record CrossStitch(double own, List<Integer> bottomLayers, List<Integer> headLayers) implements Architecture {

    public CrossStitch {
        Architecture.checkedShare("own", own);
        bottomLayers = Architecture.checkedSharedWidths("bottomLayers", bottomLayers);
        headLayers = Architecture.checkedWidths("headLayers", headLayers);
    }

    static CrossStitch read(NetworkSizes sizes, ConfigReader section) {
        return new CrossStitch(section.number("own", 0, 1), sizes.bottomLayers(), sizes.headLayers());
    }

    @Override
    public List<Value> logits(GraphBuilder graph, int tasks) {
        List<Value> below =
                IntStream.range(0, tasks).mapToObj(task -> graph.input()).toList();
        for (int layer = 0; layer < bottomLayers.size(); layer++) {
            List<Value> outputs = new ArrayList<>();
            for (int task = 0; task < tasks; task++) {
                String name = "bottom" + task + "-" + layer;
                outputs.add(graph.dense(name, below.get(task), bottomLayers.get(layer), Activation.RELU));
            }
            below = stitched(graph, layer, outputs);
        }
        List<Value> tops = below;
        return IntStream.range(0, tasks)
                .mapToObj(task -> graph.head(task, tops.get(task), headLayers))
                .toList();
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
