package io.fulcrum.model.architecture;

import io.fulcrum.model.graph.ColumnOperation.Pair;
import io.fulcrum.model.graph.GraphBuilder;
import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.Operation.Activation;
import io.fulcrum.model.graph.SizeLimits;
import io.fulcrum.model.graph.Sizes;
import java.util.ArrayList;
import java.util.List;

/**
 * A bottom for each step of a chain of events such as click, then conversion; a step takes over what the step before
 * has found (Xi et al., AITM, KDD 2021, section 3.2 and eq. 3 to 8). With q_k the output of task k's bottom and p_k =
 * g(z_{k-1}) what a hidden layer g lets pass of the step before, z_k mixes the two by attention: z_k = Σ_u w_u V u over
 * u in {p_k, q_k}, with w the softmax of (Q u · K u) / √d, and V, Q and K linear maps that both share. z_0 = q_0. The
 * loss has {@code calibration} times the mean of what a step's probability exceeds that of the step before it by.
 *
 * @param calibration factor of the calibrator
 */
public record Aitm(double calibration, List<Integer> bottomLayers, List<Integer> headLayers) implements Architecture {
    private static final List<Pair> WITH_ITSELF = List.of(new Pair(0, 0), new Pair(1, 1));

    public Aitm {
        SizeLimits.checkedFactor("calibration", calibration, "0.6");
        bottomLayers = SizeLimits.checkedSharedWidths("bottomLayers", bottomLayers);
        headLayers = SizeLimits.checkedWidths("headLayers", headLayers);
    }

    static Aitm read(Sizes sizes) {
        return new Aitm(sizes.number("calibration", 0, Double.MAX_VALUE), sizes.bottomLayers(), sizes.headLayers());
    }

    @Override
    public boolean needsChain() {
        return true;
    }

    @Override
    public List<Value> logits(GraphBuilder graph, int tasks) {
        List<Value> logits = new ArrayList<>();
        Value found = graph.stack("bottom0-", graph.input(), bottomLayers);
        logits.add(graph.head(0, found, headLayers));
        for (int task = 1; task < tasks; task++) {
            Value bottom = graph.stack("bottom" + task + "-", graph.input(), bottomLayers);
            Value passed = graph.hidden("passed" + task, found, bottom.width());
            found = attended(graph, task, graph.concat("both" + task, List.of(passed, bottom)));
            logits.add(graph.head(task, found, headLayers));
        }
        graph.calibrate(calibration, logits);
        return logits;
    }

    private static Value attended(GraphBuilder graph, int task, Value both) {
        int width = both.width() / 2;
        Value values = graph.tied("value" + task, both, 2, width, Activation.IDENTITY);
        Value queries = graph.tied("query" + task, both, 2, width, Activation.IDENTITY);
        Value keys = graph.tied("key" + task, both, 2, width, Activation.IDENTITY);
        Value scores = graph.scaledDots("score" + task, queries, keys, width, WITH_ITSELF);
        return graph.mixture("found" + task, scores, List.of(values));
    }
}
