package io.fulcrum.model;

import java.util.List;

/**
 * A network as data: its operations from the input upwards, for programs that write it in another form. Values are
 * matrices with a row for each example; they are numbered, and {@link #INPUT} is what the network reads.
 *
 * @param input the columns that the network reads: embedding rows of the categorical features, pooled ones of the
 * lists, then the numbers, each in the order of the schema
 * @param operations in an order in which each reads only values that exist
 * @param logits [task]
 */
public record NetworkGraph(Value input, List<Operation> operations, List<Value> logits) {
    /** The number of the network's input. */
    public static final int INPUT = 0;

    /** Returns what the network of a model computes of its input columns. */
    public static NetworkGraph of(Recommender model) {
        return MultiTaskNetwork.forScoring(model).graph();
    }

    /** A matrix of {@code width} columns. */
    public record Value(int number, int width) {}

    /** What follows the sum of products and bias. */
    public enum Activation {
        /** The sum itself. */
        IDENTITY,
        /** max(x, 0). */
        RELU
    }

    /** Computes values from values. */
    public sealed interface Operation permits Dense, Mixture {}

    /** Neighbouring columns of a dense layer that pass one activation. */
    public record Part(Value value, Activation activation) {}

    /**
     * A dense layer, or equal ones side by side: activation(x · weights + biases). Each block reads its own columns of
     * {@code below}, and its outputs are neighbours.
     *
     * @param parts what it puts out, one after the other; one part where there are several blocks
     * @param weights where the weights begin among the parameters, [output][input of its block]
     * @param biases where the biases begin, [output]
     */
    public record Dense(Value below, int blocks, List<Part> parts, int weights, int biases) implements Operation {
        public Dense {
            parts = List.copyOf(parts);
        }

        /** Columns that an output reads. */
        public int inputs() {
            return below.width() / blocks;
        }

        /** Columns of all parts. */
        public int width() {
            return parts.stream().mapToInt(part -> part.value().width()).sum();
        }
    }

    /**
     * Σ_e p_e x_e with p = softmax(scores).
     *
     * @param values [part][column], as many parts as there are scores
     */
    public record Mixture(Value scores, Value values, Value output) implements Operation {}

    public NetworkGraph {
        operations = List.copyOf(operations);
        logits = List.copyOf(logits);
    }
}
