package io.fulcrum.model.architecture;

import io.fulcrum.model.graph.DoublyRobustRisk;
import io.fulcrum.model.graph.GraphBuilder;
import io.fulcrum.model.graph.LossTerm.TaskLogit;
import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.Operation;
import io.fulcrum.model.graph.Propensity;
import io.fulcrum.model.graph.SizeLimits;
import io.fulcrum.model.graph.Sizes;
import java.util.List;

/**
 * {@link Esmm} with a doubly robust counterfactual risk of each step after the first (Wang et al., ESCM², SIGIR 2022).
 * An imputation tower, of the size of a step's tower and only there in training, predicts the step's loss where the
 * event before did not happen.
 *
 * @param factor of the risk; with 0 it is {@link Esmm}
 * @param clip the least propensity, from {@value Propensity#LEAST_CLIP} to 1
 */
public record Escm2Dr(double factor, double clip, List<Integer> bottomLayers, List<Integer> headLayers)
        implements Architecture {

    public Escm2Dr {
        SizeLimits.checkedFactor("factor", factor, "0.1");
        Propensity.checkClip(clip);
        bottomLayers = SizeLimits.checkedSharedWidths("bottomLayers", bottomLayers);
        headLayers = SizeLimits.checkedWidths("headLayers", headLayers);
    }

    static Escm2Dr read(Sizes sizes) {
        double factor = sizes.number("factor", 0, Double.MAX_VALUE);
        return new Escm2Dr(
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
            TaskLogit imputation = new TaskLogit(task, imputation(graph, task));
            graph.term(new DoublyRobustRisk("dr" + task, factor, chain.step(task), imputation, propensity));
        }
        return chain.events();
    }

    private Value imputation(GraphBuilder graph, int task) {
        String name = "imputation" + task;
        Value bottom = graph.stack(name + "-bottom", graph.input(), bottomLayers);
        Value top = graph.stack(name + "-head", bottom, headLayers);
        return graph.dense(name, top, 1, Operation.Activation.IDENTITY);
    }
}
