package io.fulcrum.export;

import io.fulcrum.contract.LabelScale;
import io.fulcrum.contract.TaskSpec;
import io.fulcrum.contract.TaskType;
import io.fulcrum.export.Node.Attribute;
import io.fulcrum.model.LogOdds;
import java.util.List;

/**
 * Tasks as outputs of a graph, as {@code fulcrum score} writes them: doubles, since a float holds neither the
 * probabilities near 1 of different log-odds nor a label far from 0.
 */
final class TaskNodes {
    private final OnnxGraph graph;

    TaskNodes(OnnxGraph graph) {
        this.graph = graph;
    }

    /** Returns the name of a task's output: the task's, unless a feature has it. */
    static String outputName(OnnxGraph graph, TaskSpec task) {
        String name = graph.freeName(task.name());
        return name.equals(task.name()) ? name : graph.freeName(task.name() + ":prediction");
    }

    /**
     * Adds a task's output.
     *
     * @param logit [batch, 1]
     * @param output a name of {@link #outputName}
     */
    ExportedOutput add(TaskSpec task, LabelScale scale, String logit, String output) {
        Port port = new Port(output, ElementType.DOUBLE, List.of(FeatureNodes.BATCH));
        graph.output(port);
        String at = "tasks/" + task.name() + "/";
        String column = graph.node("Squeeze", at + "output", List.of(logit, graph.list(1)));
        if (task.type() == TaskType.BINARY) {
            probability(column, at, output);
        } else {
            inUnitOfLabel(column, scale, at, output);
        }
        return new ExportedOutput(
                output,
                task.name(),
                task.type(),
                task.type() == TaskType.BINARY ? "probability" : "label",
                port.type().numpyName(),
                port.shape(),
                scale);
    }

    private void probability(String logOdds, String at, String output) {
        List<String> limits = List.of(logOdds, graph.number(-LogOdds.MOST), graph.number(LogOdds.MOST));
        String score = graph.node("Clip", at + "score", limits);
        graph.nodeTo(output, "Sigmoid", List.of(asDouble(score, at)));
    }

    private void inUnitOfLabel(String standard, LabelScale scale, String at, String output) {
        String deviations =
                graph.node("Mul", at + "scaled", List.of(asDouble(standard, at), graph.number(scale.deviation())));
        graph.nodeTo(output, "Add", List.of(deviations, graph.number(scale.mean())));
    }

    private String asDouble(String value, String at) {
        return graph.node("Cast", at + "double", List.of(value), Attribute.of("to", ElementType.DOUBLE.number()));
    }
}
