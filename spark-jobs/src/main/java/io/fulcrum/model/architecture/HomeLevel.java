package io.fulcrum.model.architecture;

import io.fulcrum.model.graph.Curve;
import io.fulcrum.model.graph.GraphBuilder;
import io.fulcrum.model.graph.HiddenLayers;
import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.Operation.Activation;
import java.util.List;

/** A level of {@link Home}; its names have its number. */
record HomeLevel(GraphBuilder graph, int number, Home home) {

    /** Experts side by side. */
    record Set(Value experts, int count) {}

    /**
     * Adds experts behind a feature gate.
     *
     * @param read what the feature gate is computed from
     * @param columns the same as columns, which the gate multiplies
     */
    Set set(String whose, Value read, Value columns, int count) {
        Value factors = graph.dense(name("lower", whose), read, home.rank(), Activation.IDENTITY);
        Value scores = graph.dense(name("upper", whose), factors, columns.width(), Activation.IDENTITY);
        Value shares = graph.activate(name("feature", whose), scores, Curve.SIGMOID);
        Value gated = graph.product(name("gated", whose), shares, columns, 2);
        HiddenLayers layers = home.layers(graph.options().hidden());
        return new Set(graph.experts(name("experts", whose) + "-", gated, count, home.expertLayers(), layers), count);
    }

    /** Adds the mixture of sets by a softmax gate. */
    Value mixed(String whose, Value read, List<Set> sets) {
        int count = sets.stream().mapToInt(Set::count).sum();
        Value gate = graph.gate(name("gate", whose), read, count);
        return graph.mixture(
                name("mixture", whose), gate, sets.stream().map(Set::experts).toList());
    }

    /** Adds the same, and to it a mixture of the first set alone by the self gate. */
    Value mixedWithOwn(String whose, Value read, List<Set> sets) {
        Value mixed = mixed(whose, read, sets);
        Set own = sets.get(0);
        Value scores = graph.dense(name("self", whose), read, own.count(), Activation.IDENTITY);
        Value alone = own.count() > 1
                ? graph.mixture(name("own", whose), scores, List.of(own.experts()))
                : graph.weighted(
                        name("own", whose),
                        graph.activate(name("open", whose), scores, Curve.SIGMOID),
                        List.of(own.experts()));
        return graph.sum(name("found", whose), List.of(mixed, alone));
    }

    private String name(String what, String whose) {
        return what + number + "-" + whose;
    }
}
