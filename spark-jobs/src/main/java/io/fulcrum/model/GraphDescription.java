package io.fulcrum.model;

import io.fulcrum.model.NetworkGraph.Activation;
import io.fulcrum.model.NetworkGraph.Operation;
import io.fulcrum.model.NetworkGraph.Part;
import io.fulcrum.model.NetworkGraph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A {@link NetworkGraph} under construction, to which each layer adds what it computes. */
final class GraphDescription {
    private final Value input;
    private final Map<Columns, Value> values = new HashMap<>(); // by identity, which is how columns compare
    private final List<Operation> operations = new ArrayList<>();
    private int next = NetworkGraph.INPUT + 1;

    GraphDescription(int inputWidth) {
        input = new Value(NetworkGraph.INPUT, inputWidth);
    }

    /** Adds a dense layer on the network's input. */
    void firstLayer(DenseForm form) {
        operations.add(dense(input, 1, form));
    }

    /** Adds a dense layer of equal blocks. */
    void denseLayer(Columns below, int blocks, DenseForm form) {
        operations.add(dense(value(below), blocks, form));
    }

    void mixture(Columns scores, Columns parts, Columns output) {
        operations.add(new NetworkGraph.Mixture(value(scores), value(parts), made(output)));
    }

    /** Notes that columns hold the values of others in another order in memory. */
    void copy(Columns of, Columns copy) {
        values.put(copy, value(of));
    }

    NetworkGraph graph(List<Columns> logits) {
        return new NetworkGraph(
                input, operations, logits.stream().map(this::value).toList());
    }

    private NetworkGraph.Dense dense(Value below, int blocks, DenseForm form) {
        List<Part> parts = new ArrayList<>();
        int to = 0;
        for (Columns part : form.parts()) {
            to += part.width();
            parts.add(new Part(made(part), to <= form.rectified() ? Activation.RELU : Activation.IDENTITY));
        }
        return new NetworkGraph.Dense(below, blocks, parts, form.weights(), form.biases());
    }

    private Value made(Columns columns) {
        Value value = new Value(next++, columns.width());
        values.put(columns, value);
        return value;
    }

    private Value value(Columns columns) {
        Value value = values.get(columns);
        if (value == null) {
            throw new IllegalStateException("A layer reads " + columns.width()
                    + " columns that no layer before it has described. Describe layers from the input upwards.");
        }
        return value;
    }
}
