package io.fulcrum.export;

import io.fulcrum.model.graph.HiddenOperation.Norm;
import io.fulcrum.model.graph.Normalisation;
import io.fulcrum.model.graph.ParameterLayout;
import java.util.List;

/** A normalisation of blocks of columns as nodes of a graph, [row][block][column] until the last step. */
record NormNodes(OnnxGraph graph, String at, Norm norm) {
    /** Returns what the graph calls the normalised value. */
    String of(String below, float[] parameters, ParameterLayout layout) {
        String cut = graph.node(
                "Reshape", at + "cut", List.of(below, graph.list(NetworkNodes.SAME, norm.blocks(), norm.width())));
        String centred =
                norm.kind().centres() ? graph.node("Sub", at + "centred", List.of(cut, mean("mean", cut))) : cut;
        String squares = graph.node("Mul", at + "squares", List.of(centred, centred));
        String positive = graph.node(
                "Add", at + "positive", List.of(mean("variance", squares), graph.number(Normalisation.EPSILON)));
        String deviation = graph.node("Sqrt", at + "deviation", List.of(positive));
        String scaled = graph.node("Div", at + "scaled", List.of(centred, deviation));
        String flat = graph.node(
                "Reshape",
                at + "flat",
                List.of(scaled, graph.list(NetworkNodes.SAME, norm.below().width())));
        String gained = graph.node("Mul", at + "gained", List.of(flat, row("gains", parameters, norm.gains(layout))));
        return norm.kind().centres()
                ? graph.node("Add", at + "shifted", List.of(gained, row("shifts", parameters, norm.shifts(layout))))
                : gained;
    }

    private String mean(String name, String of) {
        String sums = graph.node("ReduceSum", at + name + "-sum", List.of(of, graph.list(2)));
        return graph.node("Mul", at + name, List.of(sums, graph.number(1f / norm.width())));
    }

    private String row(String name, float[] parameters, int from) {
        return graph.tensor(
                at + name,
                ElementType.FLOAT,
                List.of((long) norm.below().width()),
                FloatRows.of(parameters, from, 1, norm.below().width()));
    }
}
