package io.fulcrum.model.graph;

import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.Operation.Activation;
import io.fulcrum.model.graph.Operation.Dense;
import io.fulcrum.model.graph.Operation.Part;
import io.fulcrum.model.graph.ParameterLayout.Shared;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * Joins the dense layers on the input and lays parameters out in the order of the operations.
 *
 * <p>The parts of the joined layer are sorted: shared linear ones, shared rectified ones, those of heads that are
 * rectified, those that are linear. So what a probe measures are its first columns, and what is rectified are
 * neighbours. Operations that only terms of the loss read come last.
 */
record GraphLayout(Value input, Owners owners) {

    NetworkGraph graph(List<Operation> built, List<Value> logits, List<Penalty> penalties, List<LossTerm> terms) {
        List<Operation> joined = joined(built);
        BitSet reached = reached(joined, logits);
        List<Operation> operations = new ArrayList<>(joined);
        operations.sort(Comparator.comparing(operation -> !isReached(operation, reached))); // stable
        ParameterLayout layout = ParameterLayout.of(operations, owners::of, logits);
        return new NetworkGraph(input, operations, logits, owners.owners(), penalties, terms, layout);
    }

    /** Returns the numbers of the values that lead to a logit, the logits included. */
    static BitSet reached(List<Operation> operations, List<Value> logits) {
        BitSet reached = new BitSet();
        logits.forEach(logit -> reached.set(logit.number()));
        for (int i = operations.size() - 1; i >= 0; i--) {
            if (isReached(operations.get(i), reached)) {
                operations.get(i).inputs().forEach(value -> reached.set(value.number()));
            }
        }
        return reached;
    }

    /** Whether an operation makes one of the values, or is the layer on the input of a network that needs none. */
    static boolean isReached(Operation operation, BitSet reached) {
        return operation.outputs().isEmpty()
                || operation.outputs().stream().anyMatch(value -> reached.get(value.number()));
    }

    private List<Operation> joined(List<Operation> built) {
        List<Part> parts = new ArrayList<>();
        List<Operation> others = new ArrayList<>();
        for (Operation operation : built) {
            if (operation instanceof Dense dense && dense.below().equals(input)) {
                parts.addAll(dense.parts());
            } else {
                others.add(operation);
            }
        }
        parts.sort(Comparator.comparingInt(this::place)); // stable
        others.add(0, new Dense(input, 1, parts));
        return others;
    }

    private int place(Part part) {
        boolean linear = part.activation() == Activation.IDENTITY;
        if (owners.of(part.value()) instanceof Shared) {
            return linear ? 0 : 1;
        }
        return linear ? 3 : 2;
    }
}
