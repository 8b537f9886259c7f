package io.fulcrum.model.serving;

import io.fulcrum.model.Recommender;
import io.fulcrum.model.graph.ColumnOperation;
import io.fulcrum.model.graph.HiddenOperation;
import io.fulcrum.model.graph.NetworkGraph;
import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.Operation;
import io.fulcrum.model.graph.Operation.Dense;
import io.fulcrum.model.graph.Operation.Part;
import io.fulcrum.model.graph.ParameterLayout;
import io.fulcrum.model.graph.Rectified;
import io.fulcrum.model.serving.ServedDense.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** The operations of a network packed for serving; the layer on the input is apart, for it reads ids. */
final class ServedLayers implements Operation.Visitor<ServedLayer> {
    private final float[] parameters;
    private final ParameterLayout layout;
    private final ServedFirst first;
    private final OptionalInt input;
    private final List<ServedLayer> layers = new ArrayList<>();
    private final List<Integer> widths = new ArrayList<>(); // [output]
    private final Place[] places; // [value]

    /** Packs operations whose parameters, in the order of the graph's layout, are those of {@code model}. */
    ServedLayers(Recommender model, NetworkGraph graph) {
        parameters = model.parameters();
        layout = graph.layout();
        places = new Place[graph.owners().size()];
        Dense joined = (Dense) graph.operations().get(0);
        first = new ServedFirst(model, joined.width(), Rectified.of(joined), graph.written());
        put(joined.parts());
        input = graph.written().isEmpty() ? OptionalInt.empty() : OptionalInt.of(widths.size());
        input.ifPresent(output -> widths.add(first.input().width()));
        graph.operations().stream().skip(1).forEach(operation -> layers.add(operation.accept(this)));
    }

    ServedFirst first() {
        return first;
    }

    /** Returns the output that holds the input's written columns, where layers above the first read them. */
    OptionalInt input() {
        return input;
    }

    List<ServedLayer> layers() {
        return layers;
    }

    /** Returns [output] the columns that layers put out. */
    int[] widths() {
        return widths.stream().mapToInt(Integer::intValue).toArray();
    }

    Place place(Value value) {
        return places[value.number()];
    }

    @Override
    public ServedLayer dense(Dense dense) {
        Part part = dense.parts().get(0);
        int outputs = dense.width() / dense.blocks();
        boolean rectifies = part.activation() == Operation.Activation.RELU;
        Form form = new Form(dense.blocks(), dense.distinct(), dense.fanIn(), outputs, rectifies);
        Place below = place(dense.below());
        return new ServedDense(below, put(dense.parts()), form, parameters, dense.weights(layout));
    }

    @Override
    public ServedLayer mixture(Operation.Mixture mixture) {
        int width = mixture.output().width();
        return new ServedMixture(
                place(mixture.scores()), mixture.kind(), places(mixture.sources()), put(mixture.output()), width);
    }

    @Override
    public ServedLayer blend(Operation.Blend blend) {
        float[] factors = blend.scored(layout, parameters);
        return columns(blend, new ServedColumns.Blend(places(blend.sources()), factors));
    }

    @Override
    public ServedLayer concat(Operation.Concat concat) {
        return columns(
                concat,
                new ServedColumns.Concat(places(concat.sources()).stream()
                        .flatMap(Place::columns)
                        .toList()));
    }

    @Override
    public ServedLayer product(Operation.Product product) {
        return columns(
                product, new ServedColumns.Product(place(product.left()), place(product.right()), product.factor()));
    }

    @Override
    public ServedLayer activate(Operation.Activate activate) {
        return columns(activate, new ServedColumns.OfCurve(place(activate.below()), activate.curve()));
    }

    @Override
    public ServedLayer jointLogit(Operation.JointLogit joint) {
        return columns(joint, new ServedColumns.Joint(place(joint.left()), place(joint.right())));
    }

    @Override
    public ServedLayer select(Operation.Select select) {
        return new ServedSelector(place(select.below()), select.selector(), put(select.output()));
    }

    @Override
    public ServedLayer read(ColumnOperation.Read read) {
        List<Place> columns = read.ranges().stream()
                .flatMapToInt(range -> IntStream.range(range.from(), range.to()))
                .mapToObj(column -> new Place(input.orElseThrow(), first.input().written(column), 1))
                .toList();
        return columns(read, new ServedColumns.Concat(columns));
    }

    @Override
    public ServedLayer slice(ColumnOperation.Slice slice) {
        List<Place> columns = place(slice.below()).columns().toList();
        return columns(
                slice,
                new ServedColumns.Concat(columns.subList(
                        slice.from(), slice.from() + slice.output().width())));
    }

    @Override
    public ServedLayer sum(ColumnOperation.Sum sum) {
        return columns(sum, new ServedColumns.Blend(places(sum.sources()), sum.factorArray()));
    }

    @Override
    public ServedLayer stop(ColumnOperation.Stop stop) {
        return copied(stop, stop.below());
    }

    @Override
    public ServedLayer dots(ColumnOperation.Dots dots) {
        return columns(dots, new ServedColumns.Dots(place(dots.left()), place(dots.right()), dots));
    }

    @Override
    public ServedLayer norm(HiddenOperation.Norm norm) {
        int output = put(norm.output());
        widths.set(output, norm.output().width() + 2);
        return new ServedNorm(place(norm.below()), norm, output, parameters, layout);
    }

    @Override
    public ServedLayer dropout(HiddenOperation.Dropout dropout) {
        return copied(dropout, dropout.below());
    }

    @Override
    public ServedLayer gateDropout(HiddenOperation.GateDropout dropout) {
        return copied(dropout, dropout.below());
    }

    /** What scores as the value below does. */
    private ServedLayer copied(Operation operation, Value below) {
        return columns(
                operation, new ServedColumns.Concat(place(below).columns().toList()));
    }

    private ServedLayer columns(Operation operation, ServedColumns.Function function) {
        Value value = operation.outputs().get(0);
        return new ServedColumns(function, put(value), value.width());
    }

    private List<Place> places(List<Value> values) {
        return values.stream().map(this::place).toList();
    }

    private int put(Value value) {
        widths.add(value.width());
        places[value.number()] = new Place(widths.size() - 1, 0, value.width());
        return widths.size() - 1;
    }

    /** Returns the output that holds the columns of all parts. */
    private int put(List<Part> parts) {
        int width = 0;
        for (Part part : parts) {
            places[part.value().number()] =
                    new Place(widths.size(), width, part.value().width());
            width += part.value().width();
        }
        widths.add(width);
        return widths.size() - 1;
    }
}
