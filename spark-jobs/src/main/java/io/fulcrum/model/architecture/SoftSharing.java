package io.fulcrum.model.architecture;

import io.fulcrum.model.graph.GraphBuilder;
import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.Operation.Part;
import io.fulcrum.model.graph.Penalty;
import io.fulcrum.model.graph.SizeLimits;
import io.fulcrum.model.graph.Sizes;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A network for each task, with a term of the loss that makes the weights of the tasks' bottoms alike, layer by layer.
 * Averaging of parameters moves the term with the weights, so workers agree on it at the start of each round.
 *
 * @param strength factor of the term
 */
public record SoftSharing(Likeness penalty, double strength, List<Integer> bottomLayers, List<Integer> headLayers)
        implements Architecture {

    /** What alike means. */
    public enum Likeness {
        /**
         * Near the mean of all tasks: Σ_i |θ_i - mean θ|² (Duong et al., Low Resource Dependency Parsing, ACL 2015, for
         * two tasks; here for any number).
         */
        L2,
        /** Combinations of few directions: the trace norm of the tasks' weights (Yang and Hospedales, 2016). */
        TRACE_NORM
    }

    public SoftSharing {
        SizeLimits.checkedFactor("strength", strength, "1e-3");
        bottomLayers = SizeLimits.checkedSharedWidths("bottomLayers", bottomLayers);
        headLayers = SizeLimits.checkedWidths("headLayers", headLayers);
    }

    static SoftSharing read(Sizes sizes) {
        return new SoftSharing(
                sizes.choice("penalty", Likeness.class),
                sizes.number("strength", 0, Double.MAX_VALUE),
                sizes.bottomLayers(),
                sizes.headLayers());
    }

    @Override
    public boolean takesSmallTowers() {
        return false; // heads read bottoms of their own
    }

    @Override
    public List<Value> logits(GraphBuilder graph, int tasks) {
        for (int i = 0; i < bottomLayers.size() && tasks > 1; i++) {
            int layer = i;
            List<String> weights = IntStream.range(0, tasks)
                    .mapToObj(task -> Part.weights(name(task) + layer))
                    .toList();
            graph.penalty(
                    switch (penalty) {
                        case L2 -> new Penalty.DistanceToMean(strength, weights);
                        case TRACE_NORM -> new Penalty.TraceNorm(strength, weights);
                    });
        }
        return IntStream.range(0, tasks)
                .mapToObj(task -> graph.head(task, graph.stack(name(task), graph.input(), bottomLayers), headLayers))
                .toList();
    }

    private static String name(int task) {
        return "bottom" + task + "-";
    }
}
