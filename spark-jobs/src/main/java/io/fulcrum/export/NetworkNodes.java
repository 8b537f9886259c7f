package io.fulcrum.export;

import io.fulcrum.export.Node.Attribute;
import io.fulcrum.model.NetworkGraph;
import io.fulcrum.model.NetworkGraph.Value;
import io.fulcrum.model.Operation;
import io.fulcrum.model.Operation.Activation;
import io.fulcrum.model.Operation.Dense;
import io.fulcrum.model.Operation.Mixture;
import io.fulcrum.model.Operation.Part;
import io.fulcrum.model.ParameterLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The operations of a network as nodes of a graph; each form returns what it calls the operation's outputs. */
final class NetworkNodes implements Operation.Visitor<List<String>> {
    private static final Attribute BLOCKS_FIRST = Attribute.list("perm", 1L, 0L, 2L); // its own inverse

    /** In a shape for Reshape: the size that the dimension has. */
    private static final long SAME = 0;

    private final OnnxGraph graph;
    private final float[] parameters;
    private final ParameterLayout layout;
    private final Map<Integer, String> names = new HashMap<>(); // of a value's number
    private String at = ""; // where the names of the operation's nodes begin
    private int layers;

    /** Nodes on top of the value that the network reads. */
    NetworkNodes(OnnxGraph graph, float[] parameters, ParameterLayout layout, String input) {
        this.graph = graph;
        this.parameters = parameters;
        this.layout = layout;
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
        at = "network/" + layers++ + "/";
        List<String> made = operation.accept(this);
        for (int i = 0; i < made.size(); i++) {
            names.put(operation.outputs().get(i).number(), made.get(i));
        }
    }

    @Override
    public List<String> dense(Dense dense) {
        String sums = dense.blocks() == 1 ? sums(dense) : blockSums(dense);
        List<Part> parts = dense.parts();
        long[] widths = parts.stream().mapToLong(part -> part.value().width()).toArray();
        List<String> split = parts.size() == 1 ? List.of(sums) : graph.split(at + "part", sums, widths);
        return IntStream.range(0, widths.length)
                .mapToObj(i -> activated(parts.get(i).activation(), split.get(i)))
                .toList();
    }

    private String activated(Activation activation, String sums) {
        return switch (activation) {
            case IDENTITY -> sums;
            case RELU -> graph.node("Relu", at + "relu", List.of(sums));
        };
    }

    private String sums(Dense dense) {
        String weights = graph.tensor(
                at + "weights",
                ElementType.FLOAT,
                List.of((long) dense.width(), (long) dense.fanIn()),
                FloatRows.of(parameters, dense.weights(layout), dense.width(), dense.fanIn()));
        String biases = biases(dense, List.of((long) dense.width()));
        return graph.node(
                "Gemm", at + "sums", List.of(name(dense.below()), weights, biases), Attribute.of("transB", 1));
    }

    /** One batched product [block][row][output] of all blocks, which is faster than a product for each. */
    private String blockSums(Dense dense) {
        int blocks = dense.blocks();
        int outputs = dense.width() / blocks;
        int inputs = dense.fanIn();
        String cut = graph.node("Reshape", at + "cut", List.of(name(dense.below()), graph.list(SAME, blocks, inputs)));
        String below = graph.node("Transpose", at + "blocks", List.of(cut), BLOCKS_FIRST);
        int first = dense.weights(layout);
        FloatRows transposed = new FloatRows(blocks * inputs, outputs, (row, target) -> {
            int block = row / inputs;
            for (int output = 0; output < outputs; output++) {
                target[output] = parameters[first + (block * outputs + output) * inputs + row % inputs];
            }
        });
        String weights = graph.tensor(
                at + "weights", ElementType.FLOAT, List.of((long) blocks, (long) inputs, (long) outputs), transposed);
        String biases = biases(dense, List.of((long) blocks, 1L, (long) outputs));
        String products = graph.node("MatMul", at + "products", List.of(below, weights));
        String sums = graph.node("Add", at + "block-sums", List.of(products, biases));
        String byRow = graph.node("Transpose", at + "rows", List.of(sums), BLOCKS_FIRST);
        return graph.node("Reshape", at + "sums", List.of(byRow, graph.list(SAME, dense.width())));
    }

    private String biases(Dense dense, List<Long> shape) {
        return graph.tensor(
                at + "biases",
                ElementType.FLOAT,
                shape,
                FloatRows.of(parameters, dense.biases(layout), 1, dense.width()));
    }

    @Override
    public List<String> mixture(Mixture mixture) {
        int parts = mixture.scores().width();
        int width = mixture.output().width();
        String scores = name(mixture.scores());
        String shares = mixture.kind() == Operation.Scores.SHARES
                ? scores
                : graph.node("Softmax", at + "softmax", List.of(scores), Attribute.of("axis", 1));
        String factors = graph.node("Unsqueeze", at + "shares", List.of(shares, graph.list(1)));
        String sources = side(mixture.sources());
        String values = graph.node("Reshape", at + "values", List.of(sources, graph.list(SAME, parts, width)));
        String sums = graph.node("MatMul", at + "mixed", List.of(factors, values));
        return List.of(graph.node("Squeeze", at + "output", List.of(sums, graph.list(1))));
    }

    @Override
    public List<String> blend(Operation.Blend blend) {
        float[] factors = blend.scored(layout, parameters);
        String sum = "";
        for (int i = 0; i < blend.sources().size(); i++) {
            String product = graph.node(
                    "Mul", at + "product", List.of(name(blend.sources().get(i)), graph.number(factors[i])));
            sum = i == 0 ? product : graph.node("Add", at + "sum", List.of(sum, product));
        }
        return List.of(sum);
    }

    @Override
    public List<String> concat(Operation.Concat concat) {
        return List.of(side(concat.sources()));
    }

    @Override
    public List<String> product(Operation.Product product) {
        String entries = graph.node("Mul", at + "product", List.of(name(product.left()), name(product.right())));
        return List.of(graph.node("Mul", at + "scaled", List.of(entries, graph.number(product.factor()))));
    }

    @Override
    public List<String> activate(Operation.Activate activate) {
        return List.of(
                switch (activate.curve()) {
                    case SIGMOID -> graph.node("Sigmoid", at + "sigmoid", List.of(name(activate.below())));
                });
    }

    /** log p + log q - log(1 - p q), with log σ(x) = -softplus(-x) and 1 - p q = σ(-a) + σ(a) σ(-b). */
    @Override
    public List<String> jointLogit(Operation.JointLogit joint) {
        String left = name(joint.left());
        String right = name(joint.right());
        String minusLeft = graph.node("Neg", at + "minus", List.of(left));
        String minusRight = graph.node("Neg", at + "minus", List.of(right));
        String minusLogs = graph.node(
                "Add",
                at + "logs",
                List.of(
                        graph.node("Softplus", at + "log", List.of(minusLeft)),
                        graph.node("Softplus", at + "log", List.of(minusRight))));
        String both = graph.node(
                "Mul",
                at + "left-only",
                List.of(
                        graph.node("Sigmoid", at + "p", List.of(left)),
                        graph.node("Sigmoid", at + "not-q", List.of(minusRight))));
        String rest =
                graph.node("Add", at + "rest", List.of(graph.node("Sigmoid", at + "not-p", List.of(minusLeft)), both));
        String logRest = graph.node("Log", at + "log-rest", List.of(rest));
        String sum = graph.node("Add", at + "sum", List.of(minusLogs, logRest));
        return List.of(graph.node("Neg", at + "logit", List.of(sum)));
    }

    @Override
    public List<String> select(Operation.Select select) {
        return List.of(new SelectorNodes(graph, at, select.selector()).shares(name(select.below())));
    }

    /** Returns the columns of values, one after the other. */
    private String side(List<Value> values) {
        return values.size() == 1
                ? name(values.get(0))
                : graph.node(
                        "Concat",
                        at + "side-by-side",
                        values.stream().map(this::name).toList(),
                        Attribute.of("axis", 1));
    }
}
