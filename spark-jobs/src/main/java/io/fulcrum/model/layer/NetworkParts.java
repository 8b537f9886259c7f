package io.fulcrum.model.layer;

import io.fulcrum.model.graph.ColumnOperation;
import io.fulcrum.model.graph.NetworkGraph;
import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.Operation;
import io.fulcrum.model.graph.Operation.Dense;
import io.fulcrum.model.graph.Operation.Part;
import java.util.HashMap;
import java.util.Map;

/** What people call the parts of a network, and how its hidden layers divide into experts. */
final class NetworkParts {
    private NetworkParts() {}

    /** Returns the name of the dense layer that a value is computed from, such as that of a gate. */
    static String nameOf(NetworkGraph graph, Value value) {
        for (Operation operation : graph.operations()) {
            for (Value output : operation.outputs()) {
                if (output.equals(value)) {
                    return operation instanceof Dense dense
                            ? part(dense, value).name()
                            : nameOf(graph, operation.inputs().get(0));
                }
            }
        }
        return "value" + value.number();
    }

    /** Whether scores are inner products: attention, which is no gate over experts. */
    static boolean isAttention(NetworkGraph graph, Value scores) {
        return graph.operations().stream()
                .anyMatch(operation -> operation instanceof ColumnOperation.Dots dots
                        && dots.output().equals(scores));
    }

    private static Part part(Dense dense, Value value) {
        return dense.parts().stream()
                .filter(part -> part.value().equals(value))
                .findFirst()
                .orElseThrow();
    }

    /** Returns layer → how many experts its units belong to in equal parts, 1 for a layer that is no expert's. */
    static Map<String, Integer> experts(NetworkGraph graph) {
        Map<Value, Integer> parts = new HashMap<>(); // of values whose readers were seen
        Map<String, Integer> experts = new HashMap<>();
        for (int i = graph.operations().size() - 1; i >= 0; i--) {
            Operation operation = graph.operations().get(i);
            if (operation instanceof Dense dense) {
                parts.merge(dense.below(), dense.blocks(), Math::max);
                dense.parts()
                        .forEach(part -> experts.put(
                                part.name(), Math.max(dense.blocks(), parts.getOrDefault(part.value(), 1))));
            } else if (operation instanceof Operation.Mixture mixture) {
                int width = mixture.output().width();
                mixture.sources().forEach(source -> parts.merge(source, source.width() / width, Math::max));
            } else if (operation.inputs().size() == 1) {
                Value output = operation.outputs().get(0);
                parts.merge(operation.inputs().get(0), parts.getOrDefault(output, 1), Math::max);
            }
        }
        return experts;
    }
}
