package io.fulcrum.model;

import io.fulcrum.model.NetworkGraph.Value;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A network for each task, whose bottoms are pulled towards each other (Duong et al., Low Resource Dependency Parsing,
 * ACL 2015, for two tasks; here towards the mean of any number): {@code strength} Σ_i |θ_i - mean θ|² is added to the
 * loss, over the weights of the bottoms. Averaging of parameters moves the mean with the weights, so workers agree on
 * it at the start of each round.
 */
public record SoftSharing(double strength, List<Integer> bottomLayers, List<Integer> headLayers)
        implements Architecture {

    public SoftSharing {
        Architecture.checkedFactor("strength", strength, "1e-3");
        bottomLayers = Architecture.checkedSharedWidths("bottomLayers", bottomLayers);
        headLayers = Architecture.checkedWidths("headLayers", headLayers);
    }

    static SoftSharing read(Sizes sizes) {
        return new SoftSharing(sizes.number("strength", 0, Double.MAX_VALUE), sizes.bottomLayers(), sizes.headLayers());
    }

    @Override
    public List<Value> logits(GraphBuilder graph, int tasks) {
        for (int i = 0; i < bottomLayers.size(); i++) {
            int layer = i;
            graph.pullTogether(
                    strength,
                    IntStream.range(0, tasks)
                            .mapToObj(task -> name(task) + layer)
                            .toList());
        }
        return IntStream.range(0, tasks)
                .mapToObj(task -> graph.head(task, graph.stack(name(task), graph.input(), bottomLayers), headLayers))
                .toList();
    }

    private static String name(int task) {
        return "bottom" + task + "-";
    }
}
