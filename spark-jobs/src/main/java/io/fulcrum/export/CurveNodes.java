package io.fulcrum.export;

import io.fulcrum.model.graph.Curve;
import java.util.List;

/** A {@link Curve} as nodes of a graph. */
record CurveNodes(OnnxGraph graph, String at) {
    /** Returns what the graph calls the curve of a value. */
    String of(Curve curve, String below) {
        return switch (curve) {
            case SIGMOID -> graph.node("Sigmoid", at + "sigmoid", List.of(below));
            case TANH -> graph.node("Tanh", at + "tanh", List.of(below));
            case SWISH -> product(below, graph.node("Sigmoid", at + "sigmoid", List.of(below)));
            case GELU -> gelu(below);
            case RELU -> graph.node("Relu", at + "relu", List.of(below));
        };
    }

    private String gelu(String x) {
        String cube = product(product(x, x), product(x, graph.number(Curve.GELU_CUBE)));
        String bent = product(sum(x, cube), graph.number(Curve.GELU_SCALE));
        String opened = sum(graph.node("Tanh", at + "tanh", List.of(bent)), graph.number(1f));
        return product(product(x, graph.number(0.5f)), opened);
    }

    private String product(String left, String right) {
        return graph.node("Mul", at + "product", List.of(left, right));
    }

    private String sum(String left, String right) {
        return graph.node("Add", at + "sum", List.of(left, right));
    }
}
