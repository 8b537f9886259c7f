package io.fulcrum.model;

import io.fulcrum.model.NetworkGraph.Value;
import io.fulcrum.model.Operation.Activation;
import io.fulcrum.model.Operation.Array;
import io.fulcrum.model.Operation.Dense;
import io.fulcrum.model.Operation.Part;
import io.fulcrum.model.ParameterLayout.Shared;
import io.fulcrum.model.ParameterLayout.Slice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Joins the dense layers on the input and lays parameters out in the order of the operations.
 *
 * <p>The parts of the joined layer are sorted: shared linear ones, shared rectified ones, those of heads that are
 * rectified, those that are linear. So what a probe measures are its first columns, and what is rectified are
 * neighbours.
 */
record GraphLayout(Value input, Owners owners) {

    NetworkGraph graph(List<Operation> built, List<Value> logits, List<Penalty> penalties) {
        List<Operation> operations = joined(built);
        return new NetworkGraph(
                input, operations, logits, owners.owners(), penalties, new ParameterLayout(slices(operations)));
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

    private List<Slice> slices(List<Operation> operations) {
        List<Slice> slices = new ArrayList<>();
        int at = 0;
        for (Operation operation : operations) {
            for (Array array : operation.arrays()) {
                slices.add(new Slice(array.name(), at, array.length(), owners.of(array.of())));
                at = Math.addExact(at, array.length());
            }
        }
        return slices;
    }
}
