package io.fulcrum.model.graph;

import io.fulcrum.model.graph.ColumnOperation.Slice;
import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.ParameterLayout.Head;
import io.fulcrum.model.graph.ParameterLayout.Shared;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The columns Z through which all tasks depend on the shared dense parameters θ: what the heads read of the shared part
 * of a network, if every task's head reads the same columns of it.
 *
 * <p>By {@link Owners} a path from a task's logit down to θ leaves the task's head once, so that the loss is L_k =
 * f_k(Z(θ)) with f_k the head alone, and ∇_θ L_k = (∂Z/∂θ)ᵀ ∂f_k/∂Z. Here ∂f_k/∂Z is what the head sends down, without
 * what comes through other columns of Z where one is computed from another. Hence for all weights
 * ‖Σ w_k ∇_θ L_k‖ ≤ ‖∂Z/∂θ‖ ‖Σ w_k ∂f_k/∂Z‖ (Sener and Koltun, NeurIPS 2018, equation 4): the bound that MGDA-UB
 * minimises. Their theorem 1, that its solution is Pareto stationary or a direction of descent for all tasks, needs a
 * ∂Z/∂θ of full rank besides. That is over all rows of the probe together: it cannot hold for more numbers in Z, of all
 * rows, than parameters, or for units that are dead.
 *
 * <p>Columns that are computed from no shared parameter, such as those of the input, are left out.
 *
 * @param values in the order of their numbers; read whole or in part
 */
public record SharedRepresentation(List<Value> values) {
    public SharedRepresentation {
        values = List.copyOf(values);
    }

    /** Finds it; none where the heads read different columns, or tasks share no parameters. */
    public static Optional<SharedRepresentation> of(NetworkGraph graph) {
        BitSet trained = trained(graph);
        Map<Value, BitSet> first = read(graph, 0, trained);
        for (int task = 1; task < graph.logits().size(); task++) {
            if (!read(graph, task, trained).equals(first)) {
                return Optional.empty();
            }
        }
        return first.isEmpty() ? Optional.empty() : Optional.of(new SharedRepresentation(List.copyOf(first.keySet())));
    }

    /** Columns of all values. */
    public int width() {
        return values.stream().mapToInt(Value::width).sum();
    }

    /** Returns the numbers of the shared values that parameters send a change to. */
    private static BitSet trained(NetworkGraph graph) {
        BitSet trained = new BitSet();
        for (Operation operation : graph.operations()) {
            boolean below = operation.trained().stream().anyMatch(value -> trained.get(value.number()));
            for (Value output : operation.outputs()) {
                boolean own =
                        operation.arrays().stream().anyMatch(array -> array.of().equals(output));
                if ((own || below) && graph.owner(output) instanceof Shared) {
                    trained.set(output.number());
                }
            }
        }
        return trained;
    }

    /** Returns the columns that a task's head reads of the shared part, by value. */
    private static Map<Value, BitSet> read(NetworkGraph graph, int task, BitSet shared) {
        Map<Value, BitSet> read = new TreeMap<>((a, b) -> Integer.compare(a.number(), b.number()));
        Value logit = graph.logits().get(task);
        if (shared.get(logit.number())) {
            add(read, logit, 0, logit.width());
        }
        BitSet ofHead = GraphLayout.reached(graph.operations(), List.of(logit));
        for (Operation operation : graph.operations()) {
            boolean leads = operation.outputs().stream()
                    .anyMatch(output ->
                            ofHead.get(output.number()) && graph.owner(output).equals(new Head(task)));
            if (leads) {
                operation.trained().stream()
                        .filter(value -> shared.get(value.number()))
                        .forEach(value -> add(read, value, from(operation), width(operation, value)));
            }
        }
        return read;
    }

    private static int from(Operation operation) {
        return operation instanceof Slice slice ? slice.from() : 0;
    }

    private static int width(Operation operation, Value value) {
        return operation instanceof Slice slice ? slice.output().width() : value.width();
    }

    private static void add(Map<Value, BitSet> read, Value value, int from, int width) {
        read.computeIfAbsent(value, key -> new BitSet()).set(from, from + width);
    }
}
