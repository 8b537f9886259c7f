package io.fulcrum.model.graph;

import io.fulcrum.model.graph.ParameterLayout.Owner;
import java.util.BitSet;
import java.util.List;

/**
 * A network as data: its operations from the input upwards. Training, serving and export each make their own form of
 * it. Values are matrices with a row for each example; they are numbered, and {@link #INPUT} is what the network reads.
 *
 * @param input the columns that the network reads: embedding rows of the categorical features, pooled ones of the
 *     lists, then the numbers, each in the order of the schema
 * @param operations in an order in which each reads only values that exist, those that score before those that only
 *     terms read; the first one is the dense layer on the input, which has no part where an architecture has none;
 *     besides it only {@link ColumnOperation.Read} reads the input
 * @param logits [task]
 * @param owners [value] who the operation that makes a value belongs to; the input serves all tasks
 * @param penalties that training adds to the losses
 * @param terms that training adds to the losses, from what it computes of a batch
 * @param layout of the parameters, in the order of the operations
 */
public record NetworkGraph(
        Value input,
        List<Operation> operations,
        List<Value> logits,
        List<Owner> owners,
        List<Penalty> penalties,
        List<LossTerm> terms,
        ParameterLayout layout) {
    /** The number of the network's input. */
    public static final int INPUT = 0;

    /** Returns what an architecture computes. */
    public static NetworkGraph of(Composition architecture, NetworkOptions options, InputFields fields, int tasks) {
        return GraphBuilder.build(architecture, options, fields, tasks);
    }

    /** Returns what an architecture with the default options computes of some fields. */
    public static NetworkGraph of(Composition architecture, InputFields fields, int tasks) {
        return of(architecture, NetworkOptions.DEFAULT, fields, tasks);
    }

    /** Returns the same of an input of nothing but numbers. */
    public static NetworkGraph of(Composition architecture, int numbers, int tasks) {
        return of(architecture, InputFields.numbers(numbers), tasks);
    }

    /** A matrix of {@code width} columns. */
    public record Value(int number, int width) {}

    public NetworkGraph {
        operations = List.copyOf(operations);
        logits = List.copyOf(logits);
        owners = List.copyOf(owners);
        penalties = List.copyOf(penalties);
        terms = List.copyOf(terms);
    }

    /** Returns the columns of the input that operations read written out. */
    public List<ColumnOperation.Range> written() {
        return operations.stream()
                .filter(ColumnOperation.Read.class::isInstance)
                .flatMap(operation -> ((ColumnOperation.Read) operation).ranges().stream())
                .toList();
    }

    /** Returns the operations that read a value, in their order. */
    public List<Operation> readers(Value value) {
        return operations.stream()
                .filter(operation -> operation.inputs().contains(value))
                .toList();
    }

    /** Whether a value is read by others than operations: as a task's logit, or by a term. */
    public boolean isLogit(Value value) {
        return logits.contains(value)
                || terms.stream()
                        .anyMatch(term -> term.constants().contains(value)
                                || term.logits().stream()
                                        .anyMatch(logit -> logit.value().equals(value)));
    }

    /** Who the operation that makes a value belongs to. */
    public Owner owner(Value value) {
        return owners.get(value.number());
    }

    /** Returns the part that scores. Values keep their numbers. */
    public NetworkGraph scored() {
        if (terms.isEmpty()) {
            return this;
        }
        BitSet reached = GraphLayout.reached(operations, logits);
        List<Operation> kept = operations.stream()
                .filter(operation -> GraphLayout.isReached(operation, reached))
                .map(operation -> operation instanceof Operation.Dense dense ? dense.within(reached) : operation)
                .toList();
        ParameterLayout left = ParameterLayout.of(kept, this::owner, logits);
        return new NetworkGraph(input, kept, logits, owners, List.of(), List.of(), left);
    }

    /** How many of the operations, the first ones, score. */
    public int scoredOperations() {
        BitSet reached = GraphLayout.reached(operations, logits);
        return (int) operations.stream()
                .filter(operation -> GraphLayout.isReached(operation, reached))
                .count();
    }

    /**
     * Floating-point operations of the matrix products of a row's forward pass: a layer of a × b costs 2ab. Biases,
     * activations, mixtures and what else is linear in the width are not counted.
     */
    public double flops() {
        return operations.stream()
                .filter(Operation.Dense.class::isInstance)
                .mapToDouble(operation -> ((Operation.Dense) operation).flops())
                .sum();
    }

    /** Of these, those of the layer on the input. */
    public double inputFlops() {
        return ((Operation.Dense) operations.get(0)).flops();
    }
}
