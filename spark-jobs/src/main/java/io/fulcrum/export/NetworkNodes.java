package io.fulcrum.export;

import io.fulcrum.export.Node.Attribute;
import io.fulcrum.model.graph.ColumnOperation;
import io.fulcrum.model.graph.HiddenOperation;
import io.fulcrum.model.graph.NetworkGraph;
import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.Operation;
import io.fulcrum.model.graph.Operation.Activation;
import io.fulcrum.model.graph.Operation.Dense;
import io.fulcrum.model.graph.Operation.Mixture;
import io.fulcrum.model.graph.Operation.Part;
import io.fulcrum.model.graph.ParameterLayout;
import io.fulcrum.model.kernel.ColumnLoops;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The operations of a network as nodes of a graph; each form returns what it calls the operation's outputs. */
final class NetworkNodes implements Operation.Visitor<List<String>> {
    private static final Attribute BLOCKS_FIRST = Attribute.list("perm", 1L, 0L, 2L); // its own inverse

    /** In a shape for Reshape: the size that the dimension has. */
    static final long SAME = 0;

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
        if (dense.parts().isEmpty()) {
            return List.of();
        }
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
        FloatRows transposed = new FloatRows(dense.distinct() * inputs, outputs, (row, target) -> {
            int block = row / inputs;
            for (int output = 0; output < outputs; output++) {
                target[output] = parameters[first + (block * outputs + output) * inputs + row % inputs];
            }
        });
        String weights = graph.tensor(
                at + "weights",
                ElementType.FLOAT,
                List.of((long) dense.distinct(), (long) inputs, (long) outputs),
                transposed);
        String biases = biases(dense, List.of((long) dense.distinct(), 1L, (long) outputs));
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
                FloatRows.of(parameters, dense.biases(layout), 1, dense.distinctWidth()));
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
        return List.of(sum(blend.sources(), blend.scored(layout, parameters)));
    }

    private String sum(List<Value> sources, float[] factors) {
        String sum = "";
        for (int i = 0; i < factors.length; i++) {
            String product = factors[i] == 1
                    ? name(sources.get(i))
                    : graph.node("Mul", at + "product", List.of(name(sources.get(i)), graph.number(factors[i])));
            sum = i == 0 ? product : graph.node("Add", at + "sum", List.of(sum, product));
        }
        return sum;
    }

    @Override
    public List<String> concat(Operation.Concat concat) {
        return List.of(side(concat.sources()));
    }

    @Override
    public List<String> product(Operation.Product product) {
        String entries = graph.node("Mul", at + "product", List.of(name(product.left()), name(product.right())));
        return List.of(bounded(graph.node("Mul", at + "scaled", List.of(entries, graph.number(product.factor())))));
    }

    private String bounded(String products) {
        String most = graph.number(ColumnLoops.MOST_PRODUCT);
        String least = graph.number(-ColumnLoops.MOST_PRODUCT);
        return graph.node("Clip", at + "bounded", List.of(products, least, most));
    }

    @Override
    public List<String> activate(Operation.Activate activate) {
        return List.of(new CurveNodes(graph, at).of(activate.curve(), name(activate.below())));
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

    @Override
    public List<String> read(ColumnOperation.Read read) {
        List<Long> widths = new ArrayList<>();
        List<Integer> wanted = new ArrayList<>();
        int from = 0;
        for (ColumnOperation.Range range : read.ranges()) {
            if (range.from() > from) {
                widths.add((long) range.from() - from);
            }
            wanted.add(widths.size());
            widths.add((long) range.count());
            from = range.to();
        }
        if (from < read.input().width()) {
            widths.add((long) read.input().width() - from);
        }
        if (widths.size() == 1) {
            return List.of(name(read.input()));
        }
        List<String> parts = cut(name(read.input()), widths);
        return List.of(beside(wanted.stream().map(parts::get).toList()));
    }

    @Override
    public List<String> slice(ColumnOperation.Slice slice) {
        int to = slice.from() + slice.output().width();
        return List.of(graph.node(
                "Slice",
                at + "columns",
                List.of(name(slice.below()), graph.list(slice.from()), graph.list(to), graph.list(1))));
    }

    @Override
    public List<String> sum(ColumnOperation.Sum sum) {
        return List.of(sum(sum.sources(), sum.factorArray()));
    }

    @Override
    public List<String> stop(ColumnOperation.Stop stop) {
        return List.of(name(stop.below()));
    }

    /** The blocks of all pairs beside each other, multiplied and summed [row][pair][column]. */
    @Override
    public List<String> dots(ColumnOperation.Dots dots) {
        List<String> left = blocks(dots.left(), dots.width());
        List<String> right = blocks(dots.right(), dots.width());
        List<String> lefts = new ArrayList<>();
        List<String> rights = new ArrayList<>();
        for (ColumnOperation.Pair pair : dots.pairs()) {
            lefts.add(left.get(pair.left()));
            rights.add(right.get(pair.right()));
        }
        String products = graph.node("Mul", at + "products", List.of(beside(lefts), beside(rights)));
        String shape = graph.list(SAME, dots.pairs().size(), dots.width());
        String bounded = bounded(products);
        String byPair = graph.node("Reshape", at + "by-pair", List.of(bounded, shape));
        String sums = graph.node("ReduceSum", at + "sums", List.of(byPair, graph.list(2)));
        String flat = graph.node("Squeeze", at + "dots", List.of(sums, graph.list(2)));
        return List.of(graph.node("Mul", at + "scaled", List.of(flat, graph.number(dots.factor()))));
    }

    @Override
    public List<String> norm(HiddenOperation.Norm norm) {
        return List.of(new NormNodes(graph, at, norm).of(name(norm.below()), parameters, layout));
    }

    @Override
    public List<String> gateDropout(HiddenOperation.GateDropout dropout) {
        return List.of(name(dropout.below()));
    }

    @Override
    public List<String> dropout(HiddenOperation.Dropout dropout) {
        return List.of(name(dropout.below()));
    }

    private List<String> blocks(Value value, int width) {
        return cut(name(value), Collections.nCopies(value.width() / width, (long) width));
    }

    private List<String> cut(String value, List<Long> widths) {
        return widths.size() == 1
                ? List.of(value)
                : graph.split(
                        at + "cut",
                        value,
                        widths.stream().mapToLong(Long::longValue).toArray());
    }

    /** Returns the columns of values, one after the other. */
    private String side(List<Value> values) {
        return beside(values.stream().map(this::name).toList());
    }

    private String beside(List<String> parts) {
        return parts.size() == 1
                ? parts.get(0)
                : graph.node("Concat", at + "side-by-side", parts, Attribute.of("axis", 1));
    }
}
