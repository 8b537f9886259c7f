package io.fulcrum.export;

import io.fulcrum.config.Excerpt;
import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.Pooling;
import io.fulcrum.export.Node.Attribute;
import io.fulcrum.job.JobFailure;
import io.fulcrum.model.Recommender;
import io.fulcrum.model.embedding.EmbeddingSpec;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.graph.ListAttention;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Features as inputs of a graph, and the nodes that turn them into columns of the network's input.
 *
 * <p>A list is two inputs: ids [batch, longest], each row's list from its left and any valid id behind it, and how many
 * of them count, [batch]. Its rows are pooled by a product with factors that are 0 behind the list, which is exact for
 * lists of every length, empty ones included, and which ONNX Runtime computes several times faster than sums over
 * flattened lists (ScatterElements, a loop over single elements there). Weights are a third input, [batch, longest],
 * with any finite number behind the list.
 */
final class FeatureNodes {
    static final String BATCH = "batch";
    private static final Attribute AXIS_0 = Attribute.of("axis", 0);

    private final OnnxGraph graph;
    private final EmbeddingTables tables;
    private final List<ListAttention> attention;
    private final Map<String, String> fieldRows = new HashMap<>(); // of the categorical features added so far
    private final Map<String, String> tableNames = new HashMap<>(); // of those that the graph has
    private final List<ExportedInput> inputs = new ArrayList<>();

    /** Nodes of a model's features. */
    FeatureNodes(OnnxGraph graph, Recommender model) {
        this.graph = graph;
        tables = model.tables();
        attention = model.spec().network().attention();
    }

    /** Returns what each input takes, in the order in which they were added. */
    List<ExportedInput> inputs() {
        return List.copyOf(inputs);
    }

    /** Returns a feature's name unless no program could pass an input of it: ONNX's interfaces take C strings. */
    static String checkedName(String name) {
        boolean encodable = name.codePoints()
                .noneMatch(point -> point == 0 || point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
        if (name.isEmpty() || !encodable) {
            throw JobFailure.invalid("Feature \"" + Excerpt.of(name)
                    + "\" cannot be an ONNX input: its name must not be empty or contain a zero character or half a"
                    + " surrogate pair. Rename it with name = … under features, prepare and train again.");
        }
        return name;
    }

    /** Adds a number, and returns its column. */
    String number(FeatureColumn feature) {
        input(new Port(feature.name(), ElementType.FLOAT, List.of(BATCH)), feature, ExportedInput.NUMBER);
        return graph.node("Unsqueeze", "features/" + feature.name(), List.of(feature.name(), graph.list(1)));
    }

    /** Adds a categorical feature, and returns the columns of its embedding rows. */
    String field(FeatureColumn feature) {
        input(new Port(feature.name(), ElementType.INT64, List.of(BATCH)), feature, ExportedInput.IDS);
        fieldRows.put(feature.name(), rows(feature));
        return fieldRows.get(feature.name());
    }

    /** Adds a list, after all categorical features, and returns the columns of its pooled embedding rows. */
    String list(FeatureColumn feature, Optional<FeatureColumn> weights) {
        String at = "features/" + feature.name() + "/";
        String longest = feature.name() + ":longest";
        String lengths = graph.freeName(feature.name() + ":lengths");
        input(new Port(feature.name(), ElementType.INT64, List.of(BATCH, longest)), feature, ExportedInput.IDS);
        input(new Port(lengths, ElementType.INT64, List.of(BATCH)), feature, ExportedInput.LENGTHS);

        String size = graph.node(
                "Shape", at + "size", List.of(feature.name()), Attribute.of("start", 1), Attribute.of("end", 2));
        String count = graph.node("Squeeze", at + "count", List.of(size, graph.list(0)));
        String counts = checkedLengths(at, count, lengths);
        String inside = inside(at, count, counts);
        String rows = rows(feature);
        Optional<ListAttention> attended = attention.stream()
                .filter(one -> one.list().equals(feature.name()))
                .findFirst();
        String shares = attended.isPresent()
                ? attentionFactors(feature, attended.get(), at, inside, rows)
                : weights.isEmpty()
                        ? factors(feature.pooling(), at, inside, counts)
                        : weightedFactors(feature.pooling(), at, inside, weights(weights.get(), longest));
        String factors = graph.node("Unsqueeze", at + "factors", List.of(shares, graph.list(1)));
        String sums = graph.node("MatMul", at + "sums", List.of(factors, rows));
        return graph.node("Squeeze", at + "pooled", List.of(sums, graph.list(1)));
    }

    /** Returns lengths as a column. They are looked up in 0 … longest, which fails for lengths beyond. */
    private String checkedLengths(String at, String count, String lengths) {
        String one = graph.number(1);
        String end = graph.node("Add", at + "end", List.of(count, one));
        String possible = graph.node("Range", at + "possible-lengths", List.of(graph.number(0), end, one));
        String checked = graph.node("Gather", at + "checked-lengths", List.of(possible, lengths), AXIS_0);
        return graph.node("Unsqueeze", at + "lengths", List.of(checked, graph.list(1)));
    }

    /** Adds the weights of a list as an input. */
    private String weights(FeatureColumn feature, String longest) {
        input(new Port(feature.name(), ElementType.FLOAT, List.of(BATCH, longest)), feature, ExportedInput.WEIGHTS);
        return feature.name();
    }

    /** Returns [batch, longest] whether each place is in the list. */
    private String inside(String at, String count, String lengths) {
        String places = graph.node("Range", at + "places", List.of(graph.number(0), count, graph.number(1)));
        return graph.node("Less", at + "inside", List.of(places, lengths));
    }

    /**
     * Returns [batch, longest] what each embedding row is multiplied by. Weights are added up as doubles, which neither
     * exceed their range nor round; a sum of zeros is raised to the least double, so that its shares are zeros.
     */
    private String weightedFactors(Pooling pooling, String at, String inside, String weights) {
        String counted = graph.node("Where", at + "counted", List.of(inside, weights, graph.number(0f)));
        if (pooling == Pooling.SUM) {
            return counted;
        }
        String doubles = graph.node("Cast", at + "doubles", List.of(counted), to(ElementType.DOUBLE));
        String summed =
                pooling == Pooling.MEAN ? doubles : graph.node("Mul", at + "squares", List.of(doubles, doubles));
        String sum = graph.node("ReduceSum", at + "sum", List.of(summed, graph.list(1)));
        String divisor = pooling == Pooling.MEAN ? sum : graph.node("Sqrt", at + "root", List.of(sum));
        String divisors = graph.node("Max", at + "divisors", List.of(divisor, graph.number(Double.MIN_NORMAL)));
        String shares = graph.node("Div", at + "double-shares", List.of(doubles, divisors));
        return graph.node("Cast", at + "shares", List.of(shares), to(ElementType.FLOAT));
    }

    /**
     * Returns [batch, longest] what each embedding row is multiplied by: the softmax of its product with the query over
     * the places that are in the list. Products are doubles, which no embedding rows exceed the range of.
     */
    private String attentionFactors(
            FeatureColumn feature, ListAttention attended, String at, String inside, String rows) {
        String query = attended.hasTrainedQuery()
                ? trainedQuery(attended, at)
                : graph.node("Unsqueeze", at + "query", List.of(fieldRow(attended.query()), graph.list(2)));
        String doubleQuery = graph.node("Cast", at + "double-query", List.of(query), to(ElementType.DOUBLE));
        String doubleRows = graph.node("Cast", at + "double-rows", List.of(rows), to(ElementType.DOUBLE));
        String columns = graph.node("MatMul", at + "products", List.of(doubleRows, doubleQuery));
        String products = graph.node("Squeeze", at + "product-rows", List.of(columns, graph.list(2)));
        double scale = ListAttention.scale(tables.spec().width(tableNames().indexOf(feature.table())));
        String scores = graph.node("Mul", at + "scores", List.of(products, graph.number(scale)));
        String counted = graph.node("Where", at + "counted", List.of(inside, scores, graph.number(-Double.MAX_VALUE)));
        String doubles = graph.node("Softmax", at + "double-shares", List.of(counted), Attribute.of("axis", -1));
        String shares = graph.node("Cast", at + "shares", List.of(doubles), toFloat());
        return graph.node("Where", at + "attention", List.of(inside, shares, graph.number(0f)));
    }

    /** Returns [1, parameter, 1] the trained query of a list. */
    private String trainedQuery(ListAttention attended, String at) {
        int number = tableNames().lastIndexOf(attended.table().name());
        int width = tables.spec().width(number);
        FloatRows row = new FloatRows(1, width, (one, target) -> tables.copyTo(number, one, target, 0));
        return graph.tensor(at + "trained-query", ElementType.FLOAT, List.of(1L, (long) width, 1L), row);
    }

    private String fieldRow(String field) {
        return Objects.requireNonNull(fieldRows.get(field), "categorical features are added before lists");
    }

    private List<String> tableNames() {
        return tables.spec().tables().stream().map(EmbeddingSpec.Table::name).toList();
    }

    /** Returns [batch, longest] what each embedding row is multiplied by. */
    private String factors(Pooling pooling, String at, String inside, String lengths) {
        String ones = graph.node("Cast", at + "ones", List.of(inside), toFloat());
        if (pooling == Pooling.SUM) {
            return ones;
        }
        String floats = graph.node("Cast", at + "lengths-float", List.of(lengths), toFloat());
        String divisors = graph.node("Max", at + "divisors", List.of(floats, graph.number(1f)));
        return graph.node("Div", at + "shares", List.of(ones, divisors(pooling, at, divisors)));
    }

    private String divisors(Pooling pooling, String at, String counts) {
        return switch (pooling) {
            case MEAN -> counts;
            case SQRT_N -> graph.node("Sqrt", at + "roots", List.of(counts));
            case SUM -> throw new IllegalArgumentException("A sum has no divisor");
        };
    }

    private String rows(FeatureColumn feature) {
        return graph.node(
                "Gather", "features/" + feature.name() + "/rows", List.of(table(feature), feature.name()), AXIS_0);
    }

    private String table(FeatureColumn feature) {
        return tableNames.computeIfAbsent(feature.table(), name -> {
            int number = tableNames().indexOf(name);
            int width = tables.spec().width(number);
            FloatRows rows =
                    new FloatRows(feature.rows(), width, (row, target) -> tables.copyTo(number, row, target, 0));
            return graph.tensor(
                    "tables/" + name, ElementType.FLOAT, List.of((long) feature.rows(), (long) width), rows);
        });
    }

    private void input(Port port, FeatureColumn feature, String content) {
        graph.input(port);
        inputs.add(ExportedInput.of(
                port, feature.name(), content, content.equals(ExportedInput.IDS) ? feature.rows() : 0));
    }

    private static Attribute toFloat() {
        return to(ElementType.FLOAT);
    }

    private static Attribute to(ElementType type) {
        return Attribute.of("to", type.number());
    }
}
