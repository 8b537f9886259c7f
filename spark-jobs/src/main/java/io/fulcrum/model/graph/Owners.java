package io.fulcrum.model.graph;

import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.ParameterLayout.Head;
import io.fulcrum.model.graph.ParameterLayout.Owner;
import io.fulcrum.model.graph.ParameterLayout.Shared;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Who owns the operations of a network. What one task's logit alone sends a gradient to belongs to that task's head,
 * what several send one to is shared; logits that a {@link LossTerm} reads are their tasks' too. A path from a logit to
 * the input therefore crosses from a head into the shared part at most once, and the task's weight acts there.
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
        BitSet[] above = new BitSet[names.size()]; // [value] the tasks whose logits lie above
        Arrays.setAll(above, value -> new BitSet());
        for (int task = 0; task < logits.size(); task++) {
            above[logits.get(task).number()].set(task);
        }
        for (LossTerm term : terms) {
            term.logits().forEach(logit -> above[logit.value().number()].set(logit.task()));
        }
        BitSet[] trained =
                Arrays.stream(above).map(tasks -> (BitSet) tasks.clone()).toArray(BitSet[]::new);
        terms.stream().flatMap(term -> term.constants().stream()).forEach(read -> above[read.number()].set(0));
        goDown(above, operations, Operation::inputs);
        goDown(trained, operations, Operation::trained);
        trained[NetworkGraph.INPUT].set(0, logits.size() + 1); // the tables behind the input serve all tasks
        return new Owners(
                names,
                IntStream.range(0, above.length)
                        .mapToObj(value -> owner(names.get(value), above[value], trained[value]))
                        .toList());
    }

    /** Hands the tasks above each operation's outputs on to the values that {@code below} says it reads. */
    private static void goDown(BitSet[] tasks, List<Operation> operations, Function<Operation, List<Value>> below) {
        for (int i = operations.size() - 1; i >= 0; i--) {
            Operation operation = operations.get(i);
            for (Value output : operation.outputs()) {
                below.apply(operation).forEach(input -> tasks[input.number()].or(tasks[output.number()]));
            }
        }
    }

    /** What a logit is computed from, but no gradient comes to, counts as shared. */
    private static Owner owner(String name, BitSet above, BitSet tasks) {
        if (above.isEmpty()) {
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
