package io.fulcrum.export;

import io.fulcrum.export.Node.Attribute;
import io.fulcrum.model.NetworkGraph;
import io.fulcrum.model.NetworkGraph.Activation;
import io.fulcrum.model.NetworkGraph.Dense;
import io.fulcrum.model.NetworkGraph.Mixture;
import io.fulcrum.model.NetworkGraph.Operation;
import io.fulcrum.model.NetworkGraph.Part;
import io.fulcrum.model.NetworkGraph.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The operations of a network as nodes of a graph. */
final class NetworkNodes {
    private static final Attribute BLOCKS_FIRST = Attribute.list("perm", 1L, 0L, 2L); // its own inverse

    /** In a shape for Reshape: the size that the dimension has. */
    private static final long SAME = 0;

    private final OnnxGraph graph;
    private final float[] parameters;
    private final Map<Integer, String> names = new HashMap<>(); // of a value's number
    private int layers;

    /** Nodes on top of the value that the network reads. */
    NetworkNodes(OnnxGraph graph, float[] parameters, String input) {
        this.graph = graph;
        this.parameters = parameters;
        names.put(NetworkGraph.INPUT, input);
    }

    /** Returns what the graph calls a value. */
    String name(Value value) {
        String name = names.get(value.number());
        if (name == null) {
            throw new IllegalArgumentException("Value " + value.number()
                    + " of the network is read before an operation makes it. List operations in their order.");
        }
        return name;
    }

    /** Adds an operation, whose inputs were added before. */
    void add(Operation operation) {
        String at = "network/" + layers++ + "/";
        if (operation instanceof Dense dense) {
            add(dense, at);
        } else {
            add((Mixture) operation, at);
        }
    }

    private void add(Dense dense, String at) {
        String sums = dense.blocks() == 1 ? sums(dense, at) : blockSums(dense, at);
        List<Part> parts = dense.parts();
        long[] widths = parts.stream().mapToLong(part -> part.value().width()).toArray();
        List<String> split = parts.size() == 1 ? List.of(sums) : graph.split(at + "part", sums, widths);
        for (int i = 0; i < widths.length; i++) {
            Part part = parts.get(i);
            names.put(part.value().number(), activated(part.activation(), split.get(i), at));
        }
    }

    private String activated(Activation activation, String sums, String at) {
        return switch (activation) {
            case IDENTITY -> sums;
            case RELU -> graph.node("Relu", at + "relu", List.of(sums));
        };
    }

    private String sums(Dense dense, String at) {
        String weights = graph.tensor(
                at + "weights",
                ElementType.FLOAT,
                List.of((long) dense.width(), (long) dense.inputs()),
                FloatRows.of(parameters, dense.weights(), dense.width(), dense.inputs()));
        String biases = biases(dense, at, List.of((long) dense.width()));
        return graph.node(
                "Gemm", at + "sums", List.of(name(dense.below()), weights, biases), Attribute.of("transB", 1));
    }

    /** One batched product [block][row][output] of all blocks, which is faster than a product for each. */
    private String blockSums(Dense dense, String at) {
        int blocks = dense.blocks();
        int outputs = dense.width() / blocks;
        int inputs = dense.inputs();
        String cut = graph.node("Reshape", at + "cut", List.of(name(dense.below()), graph.list(SAME, blocks, inputs)));
        String below = graph.node("Transpose", at + "blocks", List.of(cut), BLOCKS_FIRST);
        FloatRows transposed = new FloatRows(blocks * inputs, outputs, (row, target) -> {
            int block = row / inputs;
            for (int output = 0; output < outputs; output++) {
                target[output] = parameters[dense.weights() + (block * outputs + output) * inputs + row % inputs];
            }
        });
        String weights = graph.tensor(
                at + "weights", ElementType.FLOAT, List.of((long) blocks, (long) inputs, (long) outputs), transposed);
        String biases = biases(dense, at, List.of((long) blocks, 1L, (long) outputs));
        String products = graph.node("MatMul", at + "products", List.of(below, weights));
        String sums = graph.node("Add", at + "block-sums", List.of(products, biases));
        String byRow = graph.node("Transpose", at + "rows", List.of(sums), BLOCKS_FIRST);
        return graph.node("Reshape", at + "sums", List.of(byRow, graph.list(SAME, dense.width())));
    }

    private String biases(Dense dense, String at, List<Long> shape) {
        return graph.tensor(
                at + "biases", ElementType.FLOAT, shape, FloatRows.of(parameters, dense.biases(), 1, dense.width()));
    }

    private void add(Mixture mixture, String at) {
        int parts = mixture.scores().width();
        int width = mixture.output().width();
        String shares = graph.node("Softmax", at + "softmax", List.of(name(mixture.scores())), Attribute.of("axis", 1));
        String factors = graph.node("Unsqueeze", at + "shares", List.of(shares, graph.list(1)));
        String values =
                graph.node("Reshape", at + "values", List.of(name(mixture.values()), graph.list(SAME, parts, width)));
        String sums = graph.node("MatMul", at + "mixed", List.of(factors, values));
        names.put(mixture.output().number(), graph.node("Squeeze", at + "output", List.of(sums, graph.list(1))));
    }
}
