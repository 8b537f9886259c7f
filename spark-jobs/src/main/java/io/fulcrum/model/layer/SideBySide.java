package io.fulcrum.model.layer;

import io.fulcrum.model.graph.NetworkGraph;
import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.Operation;
import io.fulcrum.model.graph.Operation.Dense;
import io.fulcrum.model.graph.ParameterLayout.Head;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which dense layers of a network are computed as one: those that read one value, made by an operation that is not
 * itself dense, such as the gates of a task that read the same columns. Only dense layers may read what they put out,
 * because others want columns at the start of their array. Layers on what a dense layer puts out, such as the heads of
 * a shared bottom, keep the products and the bits that they have always had.
 */
public final class SideBySide {
    private SideBySide() {}

    /** What a group has in common: a pass over the heads alone must be able to leave out what is shared. */
    private record Reader(Value below, boolean ofHead) {}

    /** Returns the groups of at least two layers, by the first of each. */
    public static Map<Dense, List<Dense>> of(NetworkGraph graph) {
        Map<Reader, List<Dense>> readers = new LinkedHashMap<>();
        for (Operation operation : graph.operations().subList(0, graph.scoredOperations())) {
            if (operation instanceof Dense dense
                    && isAlone(dense)
                    && isMixed(graph, dense.below())
                    && readByDense(graph, dense.parts().get(0).value())) {
                boolean ofHead = graph.owner(dense.parts().get(0).value()) instanceof Head;
                readers.computeIfAbsent(new Reader(dense.below(), ofHead), reader -> new ArrayList<>())
                        .add(dense);
            }
        }
        Map<Dense, List<Dense>> groups = new LinkedHashMap<>();
        readers.values().stream()
                .filter(group -> group.size() > 1)
                .forEach(group -> groups.put(group.get(0), List.copyOf(group)));
        return groups;
    }

    private static boolean isAlone(Dense dense) {
        return dense.blocks() == 1 && dense.parts().size() == 1;
    }

    /** Whether an operation that is not dense makes the value from others. */
    private static boolean isMixed(NetworkGraph graph, Value value) {
        return graph.operations().stream()
                .anyMatch(operation -> !(operation instanceof Dense || operation instanceof Operation.Mixture)
                        && operation.outputs().contains(value));
    }

    private static boolean readByDense(NetworkGraph graph, Value value) {
        return !graph.isLogit(value) && graph.readers(value).stream().allMatch(Dense.class::isInstance);
    }
}
