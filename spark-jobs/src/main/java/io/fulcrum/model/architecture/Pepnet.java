package io.fulcrum.model.architecture;

import io.fulcrum.model.graph.Curve;
import io.fulcrum.model.graph.GraphBuilder;
import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.Operation.Activation;
import io.fulcrum.model.graph.SizeLimits;
import io.fulcrum.model.graph.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Gates that personalise a network by features of the domain and of the user and item (Chang et al., PEPNet, KDD 2023,
 * eq. 1 to 6). A gate unit is 2 σ(B f(A [c; stop(h)])), with c the columns of some features and stop(h) what it is
 * for, as a constant. EPNet multiplies the input's columns by one gate unit of the domain's features. PPNet multiplies
 * each hidden layer of each task's tower by one of the personal features.
 *
 * @param domain names of features that EPNet reads, such as the scenario; none for the input alone
 * @param personal names of features that PPNet reads, such as ids of user, item and author
 * @param units of a gate's hidden layer
 * @param bottomLayers of a tower, from the input up
 * @param headLayers of a tower, above those
 */
public record Pepnet(
        List<String> domain, List<String> personal, int units, List<Integer> bottomLayers, List<Integer> headLayers)
        implements Architecture {

    public Pepnet {
        domain = List.copyOf(domain);
        personal = List.copyOf(personal);
        if (units < 1) {
            throw new IllegalArgumentException("units = " + units
                    + " must be at least 1. Set the width of a gate's hidden layer, for example 32.");
        }
        SizeLimits.checkedUnits("units", units);
        bottomLayers = SizeLimits.checkedSharedWidths("bottomLayers", bottomLayers);
        headLayers = SizeLimits.checkedWidths("headLayers", headLayers);
    }

    static Pepnet read(Sizes sizes) {
        return new Pepnet(
                sizes.texts("domain-features"),
                sizes.texts("personal-features"),
                sizes.units("gate-units", 1),
                sizes.bottomLayers(),
                sizes.headLayers());
    }

    @Override
    public List<String> namedFeatures() {
        return Stream.concat(domain.stream(), personal.stream()).toList();
    }

    @Override
    public boolean takesSmallTowers() {
        return false;
    }

    @Override
    public List<Value> logits(GraphBuilder graph, int tasks) {
        Value columns = graph.writtenInput();
        Value scale = gate(graph, "epnet", seen(graph, "domain", domain, columns), columns.width());
        Value input = graph.product("personalised", columns, scale, 2);
        Value prior = seen(graph, "personal", personal, input);
        List<Value> logits = new ArrayList<>();
        for (int task = 0; task < tasks; task++) {
            logits.add(tower(graph, task, input, prior));
        }
        return logits;
    }

    private Value tower(GraphBuilder graph, int task, Value input, Value prior) {
        Value below = input;
        int layer = 0;
        for (int width :
                Stream.concat(bottomLayers.stream(), headLayers.stream()).toList()) {
            String of = task + "-" + layer++;
            Value hidden = graph.hidden("tower" + of, below, width);
            Value scale = gate(graph, "ppnet" + of, prior, width);
            below = graph.product("scaled" + of, hidden, scale, 2);
        }
        return graph.head(task, below, List.of());
    }

    /** Returns the columns of some features beside a value as a constant. */
    private static Value seen(GraphBuilder graph, String name, List<String> features, Value value) {
        Value stopped = graph.stop(name + "-stopped", value);
        if (features.isEmpty()) {
            return stopped;
        }
        String where = "network.pepnet." + name + "-features";
        Value columns = graph.columns(name + "-columns", graph.fields().ranges(where, features));
        return graph.concat(name + "-seen", List.of(columns, stopped));
    }

    private Value gate(GraphBuilder graph, String name, Value seen, int width) {
        Value hidden = graph.hidden(name + "-hidden", seen, units);
        return graph.activate(name, graph.dense(name + "-scores", hidden, width, Activation.IDENTITY), Curve.SIGMOID);
    }
}
