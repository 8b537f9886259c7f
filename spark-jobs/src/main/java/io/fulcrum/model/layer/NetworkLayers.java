package io.fulcrum.model.layer;

import io.fulcrum.data.Seeds;
import io.fulcrum.model.graph.ColumnOperation;
import io.fulcrum.model.graph.HiddenOperation;
import io.fulcrum.model.graph.LossTerm;
import io.fulcrum.model.graph.NetworkGraph;
import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.Operation;
import io.fulcrum.model.graph.Operation.Dense;
import io.fulcrum.model.graph.Operation.Part;
import io.fulcrum.model.graph.ParameterLayout.Head;
import io.fulcrum.model.graph.ParameterLayout.Shared;
import io.fulcrum.model.graph.Rectified;
import io.fulcrum.model.graph.Start;
import io.fulcrum.model.kernel.Activations;
import io.fulcrum.model.kernel.FlatParameters;
import io.fulcrum.model.kernel.Matrix.Order;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The operations of a network as layers that train, or that score rows in batches. Dense layers read columns in any
 * order in memory; the others need them column after column, so what the first layer put out is copied once for them.
 */
public final class NetworkLayers implements Operation.Visitor<Layer> {
    private final NetworkGraph graph;
    private final Map<Dense, List<Dense>> sideBySide; // by the first of each group
    private final Map<Dense, TiedPaths> tied;
    private final Map<Operation.Blend, ColumnOperation.Sum> residuals;
    private final FlatParameters parameters;
    private final LayerNoise noise;
    private final List<Layer> layers = new ArrayList<>();
    private final List<Layer> headLayers = new ArrayList<>(); // what a gradient passes before the shared part
    private final List<Columns> all = new ArrayList<>();
    private final Columns[] made; // [value]
    private final Columns[] ordered; // [value] the same by columns
    private final List<Columns> logits; // [task]
    private final int scoredLayers;
    private final List<TermPass> terms = new ArrayList<>();
    private final List<StepTerm> counted = new ArrayList<>();
    private final Map<Value, SoftmaxMixture> mixtures = new HashMap<>(); // by their outputs

    @SuppressWarnings("NullAway.Init") // the first operation sets it
    private FirstLayer first;

    public NetworkLayers(NetworkGraph graph, FlatParameters parameters, LayerNoise noise) {
        this.graph = graph;
        sideBySide = SideBySide.of(graph);
        tied = TiedPaths.of(graph);
        residuals = Residuals.of(graph);
        this.parameters = parameters;
        this.noise = noise;
        made = new Columns[graph.owners().size()];
        ordered = new Columns[made.length];
        int scored = graph.scoredOperations();
        for (Operation operation : graph.operations().subList(0, scored)) {
            add(operation);
        }
        logits = byColumns(graph.logits());
        scoredLayers = layers.size();
        for (Operation operation :
                graph.operations().subList(scored, graph.operations().size())) {
            add(operation);
        }
        graph.terms().forEach(term -> terms.add(pass(term)));
        counted.addAll(terms);
    }

    /** Adds the layer of an operation, unless another one computes it. */
    private void add(Operation operation) {
        boolean isMade = operation.outputs().stream().anyMatch(value -> made[value.number()] != null);
        boolean isSpared =
                tied.values().stream().anyMatch(paths -> paths.concat().equals(operation));
        if (isMade || isSpared) {
            return;
        }
        Layer layer = operation.accept(this);
        layers.add(layer);
        boolean ofHead = operation.outputs().stream().anyMatch(value -> graph.owner(value) instanceof Head);
        if (ofHead && layer != first) { // below the first layer is the input alone
            headLayers.add(layer);
        }
    }

    /**
     * Draws initial values. The seed of a random array is made of its name and its place: the place tells names of one
     * hash apart.
     */
    public static FlatParameters drawn(NetworkGraph graph, long seed) {
        FlatParameters drawn = new FlatParameters(graph.layout().size());
        int random = 0;
        for (Operation operation : graph.operations()) {
            for (Operation.Array array : operation.arrays()) {
                int at = graph.layout().at(array.name());
                long own = 0;
                if (array.start() instanceof Start.Normal normal) {
                    int hash = normal.address().hashCode();
                    own = Seeds.of(seed, Seeds.Purpose.PARAMETERS, hash, random++);
                }
                array.start().draw(drawn.values(), at, array.length(), own);
            }
        }
        return drawn;
    }

    /** Returns the layers from the input upwards. */
    public List<Layer> layers() {
        return layers;
    }

    /**
     * Returns the layers of heads from the input upwards, and those that only put shared columns into another order: a
     * gradient that walks them alone stops where it enters the shared part.
     */
    public List<Layer> headLayers() {
        return headLayers;
    }

    /** Returns how many of the layers, the first ones, score; what the others put out only terms read. */
    public int scoredLayers() {
        return scoredLayers;
    }

    public List<TermPass> terms() {
        return terms;
    }

    /** Returns everything that a batch adds to the loss besides the tasks' own, such as the terms. */
    public List<StepTerm> counted() {
        return counted;
    }

    /** Returns the columns of a value as its layer puts them out. */
    public Columns made(Value value) {
        return made[value.number()];
    }

    /** Returns what a dense layer of one part puts out: its value, or the blocks of it where it is cut apart. */
    List<Columns> outputs(Dense dense, Part part) {
        TiedPaths paths = tied.get(dense);
        return paths == null
                ? List.of(made(part.value()))
                : paths.slices().stream().map(slice -> made(slice.output())).toList();
    }

    /** Returns the layer that makes a mixture's output. */
    SoftmaxMixture mixture(Value output) {
        return Objects.requireNonNull(mixtures.get(output), () -> "value " + output.number() + " is no mixture");
    }

    private TermPass pass(LossTerm term) {
        List<Columns> read = new ArrayList<>();
        term.logits().forEach(logit -> read.add(byColumns(logit.value())));
        read.addAll(byColumns(term.constants()));
        return new TermPass(term, read);
    }

    /** Returns all columns that layers put out. */
    public List<Columns> columns() {
        return all;
    }

    /** Returns [task] the columns of the logits, each of which lies by columns. */
    public List<Columns> logits() {
        return logits;
    }

    @Override
    public Layer dense(Dense dense) {
        List<Dense> group = sideBySide.get(dense);
        if (group != null) {
            return wide(group);
        }
        if (tied.containsKey(dense)) {
            return tied(dense, tied.get(dense));
        }
        boolean first = dense.below().equals(graph.input());
        Activations output = new Activations(dense.width(), first ? Order.ROWS : Order.COLUMNS);
        DenseForm form = form(dense, output, 0);
        return first
                ? first(output, form)
                : new DenseLayer(made[dense.below().number()], output, dense.blocks(), form, parameters);
    }

    private Layer wide(List<Dense> group) {
        Columns below = made[group.get(0).below().number()];
        Activations output =
                new Activations(group.stream().mapToInt(Dense::width).sum(), Order.COLUMNS);
        List<DenseForm> forms = new ArrayList<>();
        int width = 0;
        for (Dense dense : group) {
            forms.add(form(dense, output, width));
            width += dense.width();
        }
        return new WideDenseLayer(below, output, forms, parameters);
    }

    private Layer tied(Dense dense, TiedPaths tied) {
        List<TiedDenseLayer.Path> paths = new ArrayList<>();
        for (int path = 0; path < dense.blocks(); path++) {
            Columns below = byColumns(tied.concat().sources().get(path));
            Value value = tied.slices().get(path).output();
            Activations output = new Activations(value.width(), Order.COLUMNS);
            paths.add(new TiedDenseLayer.Path(below, put(value, output, 0), output));
        }
        Value together = dense.parts().get(0).value();
        return new TiedDenseLayer(paths, form(dense, new Columns[0]), graph.owner(together), parameters);
    }

    private FirstLayer first(Activations output, DenseForm form) {
        first = new FirstLayer(output, form, parameters, graph.written().isEmpty() ? 0 : 1);
        return first;
    }

    private DenseForm form(Dense dense, Activations output, int from) {
        List<Columns> parts = new ArrayList<>();
        int width = from;
        for (Part part : dense.parts()) {
            parts.add(put(part.value(), output, width));
            width += part.value().width();
        }
        return form(dense, parts.toArray(Columns[]::new));
    }

    private DenseForm form(Dense dense, Columns[] parts) {
        return new DenseForm(
                dense.fanIn(),
                parts,
                Rectified.of(dense),
                dense.distinctWidth(),
                dense.weights(graph.layout()),
                dense.biases(graph.layout()));
    }

    @Override
    public Layer mixture(Operation.Mixture mixture) {
        List<Columns> sources = byColumns(mixture.sources());
        Columns scores = byColumns(mixture.scores());
        Activations output = new Activations(mixture.output().width(), Order.COLUMNS);
        SoftmaxMixture layer =
                new SoftmaxMixture(scores, mixture.kind(), sources, put(mixture.output(), output, 0), output);
        mixtures.put(mixture.output(), layer);
        return layer;
    }

    @Override
    public Layer blend(Operation.Blend blend) {
        BlendColumns.Trained trained =
                new BlendColumns.Trained(blend.factors(), parameters, blend.numbers(graph.layout()), noise);
        List<Columns> sources = byColumns(blend.sources());
        ColumnOperation.Sum sum = residuals.get(blend);
        return sum == null
                ? columns(blend, new BlendColumns(List.of(), sources, trained))
                : columns(sum, new BlendColumns(byColumns(sum.sources().subList(0, 1)), sources, trained));
    }

    @Override
    public Layer concat(Operation.Concat concat) {
        return columns(concat, new ConcatColumns(array(concat.sources())));
    }

    @Override
    public Layer product(Operation.Product product) {
        return columns(
                product, new ProductColumns(byColumns(product.left()), byColumns(product.right()), product.factor()));
    }

    @Override
    public Layer activate(Operation.Activate activate) {
        return columns(activate, new CurveColumns(byColumns(activate.below()), activate.curve()));
    }

    @Override
    public Layer jointLogit(Operation.JointLogit joint) {
        return columns(joint, new JointLogitColumns(byColumns(joint.left()), byColumns(joint.right())));
    }

    @Override
    public Layer select(Operation.Select select) {
        String name = NetworkParts.nameOf(graph, select.below()) + "-entropy";
        SelectorColumns selector = new SelectorColumns(name, byColumns(select.below()), select.selector());
        counted.add(selector);
        return columns(select, selector);
    }

    @Override
    public Layer read(ColumnOperation.Read read) {
        Activations output = new Activations(read.output().width(), Order.COLUMNS);
        return new InputColumns(first, read.ranges(), put(read.output(), output, 0), output);
    }

    @Override
    public Layer slice(ColumnOperation.Slice slice) {
        return columns(slice, new SliceColumns(byColumns(slice.below()), slice.from()));
    }

    @Override
    public Layer sum(ColumnOperation.Sum sum) {
        return columns(sum, new SumColumns(array(sum.sources()), sum.factorArray()));
    }

    @Override
    public Layer stop(ColumnOperation.Stop stop) {
        Layer layer = columns(stop, new StopColumns(byColumns(stop.below())));
        made[stop.output().number()].constant();
        return layer;
    }

    @Override
    public Layer dots(ColumnOperation.Dots dots) {
        return columns(dots, new DotColumns(byColumns(dots.left()), byColumns(dots.right()), dots));
    }

    @Override
    public Layer norm(HiddenOperation.Norm norm) {
        return columns(norm, new NormColumns(byColumns(norm.below()), norm, parameters, graph.layout()));
    }

    @Override
    public Layer gateDropout(HiddenOperation.GateDropout dropout) {
        return columns(dropout, new GateDropoutColumns(byColumns(dropout.below()), dropout, noise));
    }

    @Override
    public Layer dropout(HiddenOperation.Dropout dropout) {
        return columns(dropout, new DropoutColumns(byColumns(dropout.below()), dropout, noise));
    }

    private Layer columns(Operation operation, ColumnFunction function) {
        Value value = operation.outputs().get(0);
        Activations output = new Activations(value.width(), Order.COLUMNS);
        return new ColumnLayer(function, put(value, output, 0), output);
    }

    private Columns put(Value value, Activations output, int from) {
        Columns columns = noted(new Columns(output, from, value.width(), graph.owner(value)));
        made[value.number()] = columns;
        return columns;
    }

    private Columns[] array(List<Value> values) {
        return byColumns(values).toArray(Columns[]::new);
    }

    private List<Columns> byColumns(List<Value> values) {
        return values.stream().map(this::byColumns).toList();
    }

    /** Returns the same columns in the order by columns, put into it by a layer if they are not in it. */
    private Columns byColumns(Value value) {
        Columns columns = made[value.number()];
        if (columns.order() == Order.COLUMNS) {
            return columns;
        }
        if (ordered[value.number()] == null) {
            Activations copy = new Activations(value.width(), Order.COLUMNS);
            ordered[value.number()] = noted(new Columns(copy, 0, value.width(), columns.owner()));
            Layer order = new ColumnOrder(columns, ordered[value.number()], copy);
            layers.add(order);
            if (columns.owner() instanceof Shared) {
                headLayers.add(order);
            }
        }
        return ordered[value.number()];
    }

    private Columns noted(Columns made) {
        all.add(made);
        return made;
    }
}
