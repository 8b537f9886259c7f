package io.fulcrum.model;

import io.fulcrum.model.NetworkGraph.Value;
import io.fulcrum.model.ParameterLayout.Head;
import io.fulcrum.model.ParameterLayout.Owner;
import io.fulcrum.model.ParameterLayout.Shared;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Who owns the operations of a network. What lies below exactly one task's logit belongs to that task's head, what lies
 * below several is shared; logits that a {@link LossTerm} reads are their tasks' too. A path from a logit to the input
 * therefore crosses from a head into the shared part at most once, and the task's weight acts there.
 *
 * @param names [value]
 * @param owners [value]
 */
record Owners(List<String> names, List<Owner> owners) {

    /**
     * Finds them.
     *
     * @param operations in an order in which each reads only values that exist
     * @throws IllegalStateException if a value leads to no logit of a task or a term
     */
    static Owners of(List<String> names, List<Operation> operations, List<Value> logits, List<LossTerm> terms) {
        BitSet[] tasks = new BitSet[names.size()]; // [value] the tasks whose logits lie above
        for (int value = 0; value < tasks.length; value++) {
            tasks[value] = new BitSet();
        }
        for (int task = 0; task < logits.size(); task++) {
            tasks[logits.get(task).number()].set(task);
        }
        for (LossTerm term : terms) {
            term.logits().forEach(logit -> tasks[logit.value().number()].set(logit.task()));
        }
        for (int i = operations.size() - 1; i >= 0; i--) {
            Operation operation = operations.get(i);
            for (Value output : operation.outputs()) {
                operation.inputs().forEach(input -> tasks[input.number()].or(tasks[output.number()]));
            }
        }
        tasks[NetworkGraph.INPUT].set(0, logits.size() + 1); // the tables behind the input serve all tasks
        return new Owners(
                names,
                IntStream.range(0, tasks.length)
                        .mapToObj(value -> owner(names.get(value), tasks[value]))
                        .toList());
    }

    private static Owner owner(String name, BitSet tasks) {
        if (tasks.isEmpty()) {
            throw new IllegalStateException(
                    "The network's value \"" + name + "\" leads to no task's logit. Leave out what nothing reads.");
        }
        return tasks.cardinality() == 1 ? new Head(tasks.nextSetBit(0)) : new Shared();
    }

    Owner of(Value value) {
        return owners.get(value.number());
    }

    /** Returns the owners of values by their names here. */
    Owners named(List<String> wanted) {
        List<Owner> found = new ArrayList<>();
        wanted.forEach(name -> found.add(owners.get(names.indexOf(name))));
        return new Owners(wanted, found);
    }
}
