package io.fulcrum.model.architecture;

import io.fulcrum.model.graph.Curve;
import io.fulcrum.model.graph.GraphBuilder;
import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.Operation.Activation;
import io.fulcrum.model.graph.SizeLimits;
import io.fulcrum.model.graph.Sizes;
import java.util.ArrayList;
import java.util.List;

/**
 * One shared bottom; at each layer every task multiplies what the layer puts out by a mask of its own between 0 and 1
 * and passes it on (Liu et al., MTAN, CVPR 2019, eq. 1 and 2, in the form for dense layers): mask = σ(h(g([p; a]))),
 * with p the layer's output and a what the task passed on from the layer below, g a hidden layer and h linear, and a =
 * f(mask · p) with f a hidden layer. Deviation from the paper: no batch normalisation.
 *
 * @param attentionUnits of g
 */
public record Mtan(int attentionUnits, List<Integer> bottomLayers, List<Integer> headLayers) implements Architecture {

    public Mtan {
        if (attentionUnits < 1) {
            throw new IllegalArgumentException("attentionUnits = " + attentionUnits
                    + " must be at least 1. Set how many units the masks are computed from, for example 32.");
        }
        SizeLimits.checkedUnits("attentionUnits", attentionUnits);
        bottomLayers = SizeLimits.checkedSharedWidths("bottomLayers", bottomLayers);
        headLayers = SizeLimits.checkedWidths("headLayers", headLayers);
    }

    static Mtan read(Sizes sizes) {
        return new Mtan(sizes.units("attention-units", 1), sizes.bottomLayers(), sizes.headLayers());
    }

    @Override
    public List<Value> logits(GraphBuilder graph, int tasks) {
        List<Value> bottoms = new ArrayList<>();
        Value below = graph.input();
        for (int layer = 0; layer < bottomLayers.size(); layer++) {
            below = graph.hidden("bottom" + layer, below, bottomLayers.get(layer));
            bottoms.add(below);
        }
        List<Value> logits = new ArrayList<>();
        for (int task = 0; task < tasks; task++) {
            logits.add(graph.head(task, attended(graph, task, bottoms), headLayers));
        }
        return logits;
    }

    private Value attended(GraphBuilder graph, int task, List<Value> bottoms) {
        Value passed = bottoms.get(0);
        for (int layer = 0; layer < bottoms.size(); layer++) {
            String of = task + "-" + layer;
            Value bottom = bottoms.get(layer);
            Value read = layer == 0 ? bottom : graph.concat("seen" + of, List.of(bottom, passed));
            Value units = graph.hidden("attention" + of, read, attentionUnits);
            Value scores = graph.dense("mask" + of, units, bottom.width(), Activation.IDENTITY);
            Value mask = graph.activate("share" + of, scores, Curve.SIGMOID);
            Value masked = graph.product("masked" + of, mask, bottom, 1);
            passed = graph.hidden("passed" + of, masked, bottom.width());
        }
        return passed;
    }
}
