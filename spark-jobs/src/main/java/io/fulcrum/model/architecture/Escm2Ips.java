package io.fulcrum.model.architecture;

import io.fulcrum.model.graph.GraphBuilder;
import io.fulcrum.model.graph.InversePropensityRisk;
import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.Propensity;
import io.fulcrum.model.graph.SizeLimits;
import io.fulcrum.model.graph.Sizes;
import java.util.List;

/**
 * {@link Esmm} with a counterfactual risk of each step after the first, by inverse propensity scores (Wang et al.,
 * ESCM², SIGIR 2022): the tower of a step learns its own probability from rows where the event before happened,
 * weighted as if it had happened in all of them.
 *
 * @param factor of the risk; with 0 it is {@link Esmm}
 * @param clip the least propensity, from {@value Propensity#LEAST_CLIP} to 1
 */
public record Escm2Ips(double factor, double clip, List<Integer> bottomLayers, List<Integer> headLayers)
        implements Architecture {

    public Escm2Ips {
        SizeLimits.checkedFactor("factor", factor, "0.1");
        Propensity.checkClip(clip);
        bottomLayers = SizeLimits.checkedSharedWidths("bottomLayers", bottomLayers);
        headLayers = SizeLimits.checkedWidths("headLayers", headLayers);
    }

    static Escm2Ips read(Sizes sizes) {
        double factor = sizes.number("factor", 0, Double.MAX_VALUE);
        return new Escm2Ips(
                factor, sizes.number("clip", Propensity.LEAST_CLIP, 1), sizes.bottomLayers(), sizes.headLayers());
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
        EventChain chain = EventChain.of(graph, tasks, bottomLayers, headLayers);
        for (int task = 1; factor > 0 && task < tasks; task++) {
            Propensity propensity = new Propensity(task, chain.before(task), clip);
            graph.term(new InversePropensityRisk("ips" + task, factor, chain.step(task), propensity));
        }
        return chain.events();
    }
}
