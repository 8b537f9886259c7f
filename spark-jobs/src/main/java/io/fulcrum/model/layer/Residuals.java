package io.fulcrum.model.layer;

import io.fulcrum.model.graph.ColumnOperation.Sum;
import io.fulcrum.model.graph.NetworkGraph;
import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.Operation;
import io.fulcrum.model.graph.Operation.Blend;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which blends of a network are only read by a sum that adds them to a path: both are computed in one loop. Blends of
 * one source alone, since more would be added up in another order than serving does.
 */
public final class Residuals {
    private Residuals() {}

    /** Returns the sums, of a path and a blend, by the blend. */
    public static Map<Blend, Sum> of(NetworkGraph graph) {
        Map<Blend, Sum> sums = new HashMap<>();
        List<Operation> operations = graph.operations();
        for (int at = 0; at < operations.size(); at++) {
            if (operations.get(at) instanceof Blend blend && blend.sources().size() == 1) {
                List<Operation> earlier = operations.subList(0, at);
                onlyReader(graph, blend.output())
                        .filter(sum -> isMade(earlier, sum.sources().get(0)))
                        .ifPresent(sum -> sums.put(blend, sum));
            }
        }
        return sums;
    }

    /** Returns the sum of a path and the value that is the value's only reader. */
    private static Optional<Sum> onlyReader(NetworkGraph graph, Value value) {
        List<Operation> readers = graph.readers(value);
        return readers.size() == 1
                        && !graph.isLogit(value)
                        && readers.get(0) instanceof Sum sum
                        && sum.factors().equals(List.of(1f, 1f))
                        && sum.sources().get(1).equals(value)
                ? Optional.of(sum)
                : Optional.empty();
    }

    private static boolean isMade(List<Operation> operations, Value value) {
        return operations.stream().anyMatch(operation -> operation.outputs().contains(value));
    }
}
