package io.fulcrum.model.architecture;

import io.fulcrum.model.graph.GraphBuilder;
import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.Operation;
import io.fulcrum.model.graph.Selector;
import io.fulcrum.model.graph.SizeLimits;
import io.fulcrum.model.graph.Sizes;
import io.fulcrum.model.graph.Start;
import java.util.ArrayList;
import java.util.List;

/**
 * Experts of which each task selects a few for a row, by gates that can be trained by gradients and in the end leave
 * the others out (Hazimeh et al., DSelect-k, NeurIPS 2021, with gates that depend on the example); see {@link
 * Selector}. Deviation from the paper: the number of experts is a power of two, so no expert has to be kept out by a
 * penalty.
 *
 * @param selector also says how many experts there are
 */
public record DselectK(Selector selector, List<Integer> expertLayers, List<Integer> headLayers)
        implements Architecture {
    /** Deviation of the gates' first weights: codes must start inside the smooth step. */
    private static final double SMALL = 0.01;

    public DselectK {
        SizeLimits.checkedUnits("experts", selector.experts());
        expertLayers = SizeLimits.checkedSharedWidths("expertLayers", expertLayers);
        headLayers = SizeLimits.checkedWidths("headLayers", headLayers);
    }

    static DselectK read(Sizes sizes) {
        int experts = sizes.units("experts", 1);
        if (Integer.bitCount(experts) != 1) {
            sizes.problem("experts", "must be a power of two, since a selector is a binary code of an expert's number");
            experts = Integer.highestOneBit(experts);
        }
        int selected = sizes.whole("selected", 1, experts);
        double gamma = sizes.numberAbove("gamma", 0);
        double entropy = sizes.number("entropy", 0, Double.MAX_VALUE);
        return new DselectK(new Selector(experts, selected, gamma, entropy), sizes.expertLayers(), sizes.headLayers());
    }

    @Override
    public List<Value> logits(GraphBuilder graph, int tasks) {
        Value experts = graph.experts("experts", graph.input(), selector.experts(), expertLayers);
        List<Value> logits = new ArrayList<>();
        for (int task = 0; task < tasks; task++) {
            String name = "gate" + task;
            Start small = new Start.Normal(name, SMALL);
            Value numbers = graph.dense(name, graph.input(), selector.width(), Operation.Activation.IDENTITY, small);
            Value shares = graph.select("select" + task, numbers, selector);
            logits.add(graph.head(task, graph.weighted("mixture" + task, shares, List.of(experts)), headLayers));
        }
        return logits;
    }
}
