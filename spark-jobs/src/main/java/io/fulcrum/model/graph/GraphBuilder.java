package io.fulcrum.model.graph;

import io.fulcrum.model.graph.ColumnOperation.Pair;
import io.fulcrum.model.graph.ColumnOperation.Range;
import io.fulcrum.model.graph.HiddenOperation.Norm;
import io.fulcrum.model.graph.LossTerm.TaskLogit;
import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.Operation.Activation;
import io.fulcrum.model.graph.Operation.Part;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What a {@link Composition} is made with, from the input upwards. Each value gets a name of its own;
 * names of trained arrays are part of the model's format, since initial values are drawn by them.
 *
 * <p>Dense layers on the input become one wide layer: one matrix product for all experts, bottoms and gates, and one
 * pass over the embedding rows. {@link Owners} finds who owns what.
 */
public final class GraphBuilder {
    private final NetworkOptions options;
    private final InputFields fields;
    private final Value input;
    private Optional<Value> read = Optional.empty(); // what the architecture reads as its input, once it has asked
    private final List<String> names = new ArrayList<>(); // [value]
    private final List<Operation> operations = new ArrayList<>(); // dense layers of one part each
    private final List<Penalty> penalties = new ArrayList<>();
    private final List<LossTerm> terms = new ArrayList<>();
    private final ParameterCount parameters = new ParameterCount();

    /** Equal dense layers side by side, of which some have parameters of their own. */
    private record Blocks(int count, int distinct, int width) {}

    private GraphBuilder(NetworkOptions options, InputFields fields) {
        this.options = options;
        this.fields = fields;
        input = new Value(NetworkGraph.INPUT, ParameterCount.inputWidth(fields));
        names.add("input");
    }

    /** Returns what an architecture computes for some tasks. */
    static NetworkGraph build(Composition architecture, NetworkOptions options, InputFields fields, int tasks) {
        GraphBuilder builder = new GraphBuilder(options, fields);
        List<Value> logits = builder.compose(architecture, tasks);
        Owners owners = builder.owners(architecture, logits);
        return new GraphLayout(builder.input, owners)
                .graph(builder.operations, logits, builder.penalties, builder.terms);
    }

    /** Returns the number of parameters, without allocating anything. */
    public static long parameters(Composition architecture, NetworkOptions options, InputFields fields, int tasks) {
        GraphBuilder builder = new GraphBuilder(options, fields);
        builder.compose(architecture, tasks);
        return builder.parameters.total();
    }

    private List<Value> compose(Composition architecture, int tasks) {
        options.interaction().requireFields(fields);
        List<Value> logits = architecture.logits(this, tasks);
        if (read.isEmpty() && !options.interaction().equals(InputInteraction.NONE)) {
            throw new IllegalArgumentException("network.input.interaction does nothing with network.type = "
                    + architecture.key()
                    + ", which reads columns of its own choice. Set interaction = none, or another network.type.");
        }
        return logits;
    }

    /**
     * What several tasks would share is shared also where there is one: otherwise a network of one task would have no
     * trunk, only a head.
     */
    private Owners owners(Composition architecture, List<Value> logits) {
        if (logits.size() > 1) {
            return Owners.of(names, operations, logits, terms);
        }
        GraphBuilder two = new GraphBuilder(options, fields);
        List<Value> both = architecture.logits(two, 2);
        return Owners.of(two.names, two.operations, both, two.terms).named(names);
    }

    /**
     * Returns what an architecture reads as its input. Without an interaction only dense layers can read it; others
     * read {@link #columns}.
     */
    public Value input() {
        if (read.isEmpty()) {
            read = Optional.of(options.interaction().of(this));
        }
        return read.get();
    }

    /** Returns the same as a value that every operation can read. */
    public Value writtenInput() {
        return input().equals(input) ? columns("columns") : input();
    }

    /** Returns the columns as they are. */
    Value plainInput() {
        return input;
    }

    /** Returns the choices that all architectures have in common. */
    public NetworkOptions options() {
        return options;
    }

    /** Returns what stands where in the input. */
    public InputFields fields() {
        return fields;
    }

    /** Adds all columns of the input, written out. */
    public Value columns(String name) {
        return columns(name, List.of(new Range(0, input.width())));
    }

    /** Adds some columns of the input, written out; ascending, none twice. */
    public Value columns(String name, List<Range> ranges) {
        int width = ranges.stream().mapToInt(Range::count).sum();
        return add(name, width, output -> new ColumnOperation.Read(input, ranges, output));
    }

    /** Adds a dense layer with start values that fit its activation. */
    public Value dense(String name, Value below, int width, Activation activation) {
        return blocks(name, below, 1, width, activation);
    }

    /** Adds a dense layer with weights [output][input] that start as given. */
    public Value dense(String name, Value below, int width, Activation activation, Start start) {
        return add(name, below, new Blocks(1, 1, width), activation, start);
    }

    /** Adds equal dense layers side by side, each on its own block of the columns below. */
    public Value blocks(String name, Value below, int blocks, int width, Activation activation) {
        return add(name, below, new Blocks(blocks, blocks, width), activation);
    }

    /** Adds one dense layer that is applied to each block of the columns below; its outputs are side by side. */
    public Value tied(String name, Value below, int blocks, int width, Activation activation) {
        return add(name, below, new Blocks(blocks, 1, width), activation);
    }

    /** Adds a hidden layer, made as the options say. */
    public Value hidden(String name, Value below, int width) {
        return hidden(name, below, new Blocks(1, 1, width));
    }

    /** Adds one hidden layer that is applied to each block of the columns below; its outputs are side by side. */
    public Value hiddenTied(String name, Value below, int blocks, int width) {
        return hidden(name, below, new Blocks(blocks, 1, width));
    }

    /** Adds a hidden layer with weights [output][input] that start as given. */
    public Value hidden(String name, Value below, int width, Start start) {
        return hidden(name, below, new Blocks(1, 1, width), start);
    }

    private Value hidden(String name, Value below, Blocks blocks) {
        int fanIn = below.width() / blocks.count();
        return hidden(name, below, blocks, options.hidden().activation().start(name, fanIn, blocks.width()));
    }

    private Value hidden(String name, Value below, Blocks blocks, Start start) {
        Value dense = add(name, below, blocks, options.hidden().ofDense(), start);
        return options.hidden().after(this, name, dense, blocks.count());
    }

    /** Adds hidden layers on top of each other, named {@code name} and their number; none returns {@code below}. */
    public Value stack(String name, Value below, List<Integer> widths) {
        Value top = below;
        for (int i = 0; i < widths.size(); i++) {
            top = hidden(name + i, top, widths.get(i));
        }
        return top;
    }

    /** Adds equal stacks of hidden layers side by side on the same columns; names of layers are those of one stack. */
    public Value experts(String name, Value below, int experts, List<Integer> widths) {
        return experts(name, below, experts, widths, options.hidden());
    }

    /** Adds the same, of hidden layers of another kind than the options say. */
    public Value experts(String name, Value below, int experts, List<Integer> widths, HiddenLayers layers) {
        HiddenActivation activation = layers.activation();
        Blocks wide = new Blocks(1, 1, ParameterCount.width(experts, widths.get(0)));
        Start start = activation.start(name + 0, below.width(), widths.get(0));
        Value top = layers.after(this, name + 0, add(name + 0, below, wide, layers.ofDense(), start), experts);
        for (int i = 1; i < widths.size(); i++) {
            Blocks blocks = new Blocks(experts, experts, widths.get(i));
            start = activation.start(name + i, top.width() / experts, widths.get(i));
            top = layers.after(this, name + i, add(name + i, top, blocks, layers.ofDense(), start), experts);
        }
        return top;
    }

    /** Normalises each of some blocks of columns. */
    public Value norm(String name, Value below, int blocks, Normalisation kind) {
        parameters.add(kind.centres() ? 2 : 1, below.width());
        return add(name + "-normalised", below.width(), output -> new Norm(name, below, blocks, kind, output));
    }

    /** Sets a share of the entries to zero in training steps. */
    public Value dropout(String name, Value below, double share) {
        return add(name, below.width(), output -> new HiddenOperation.Dropout(below, share, output));
    }

    /** Adds a task's head, a stack of hidden layers and a linear layer of one output, and returns its logit. */
    public Value head(int task, Value below, List<Integer> widths) {
        tower(task, below);
        return logit(task, stack("head" + task + "-", below, widths));
    }

    /** Adds the linear layer that ends a task's head and returns its logit; {@link #head} does so too. */
    public Value logit(int task, Value top) {
        return dense("logit" + task, top, 1, Activation.IDENTITY);
    }

    /**
     * Adds a task's small tower, if the options have any; {@link #head} does so too.
     *
     * @param below the shared value that the task's head reads
     */
    public void tower(int task, Value below) {
        SmallTowers towers = options.towers();
        if (towers.areBuilt()) {
            String name = "tower" + task;
            Value top = stack(name + "-", below, towers.layers());
            TaskLogit logit = new TaskLogit(task, dense(name, top, 1, Activation.IDENTITY));
            term(new TowerLoss(name, towers.gamma(), logit));
        }
    }

    /**
     * Adds the heads of all tasks and returns their logits.
     *
     * @param below [task] what a head reads
     */
    public List<Value> heads(List<Value> below, List<Integer> widths) {
        return IntStream.range(0, below.size())
                .mapToObj(task -> head(task, below.get(task), widths))
                .toList();
    }

    /** Adds scores of which a training step leaves some out of their mixture at random. */
    public Value gateDropout(String name, Value scores, double share) {
        return add(name, scores.width(), output -> new HiddenOperation.GateDropout(scores, share, output));
    }

    /** Adds the scores of a softmax gate over experts; without other options it reads {@code below}. */
    public Value gate(String name, Value below, int parts) {
        return options.gates().scores(this, name, below, parts);
    }

    /** Adds a mixture by a softmax of as many parts as there are scores, which nothing else may read. */
    public Value mixture(String name, Value scores, List<Value> sources) {
        return mixture(name, scores, Operation.Scores.LOGITS, sources);
    }

    /** Adds a mixture by shares that are given. */
    public Value weighted(String name, Value shares, List<Value> sources) {
        return mixture(name, shares, Operation.Scores.SHARES, sources);
    }

    private Value mixture(String name, Value scores, Operation.Scores kind, List<Value> sources) {
        int parts = ParameterCount.width(sources) / scores.width();
        return add(name, parts, output -> new Operation.Mixture(scores, kind, sources, output));
    }

    /** Adds shares of experts. */
    public Value select(String name, Value below, Selector selector) {
        return add(name, selector.experts(), output -> new Operation.Select(below, selector, output));
    }

    /** Adds a trained combination of vectors of one width, which starts with the given factors. */
    public Value blend(String name, List<Value> sources, List<Double> factors) {
        return blend(name, sources, Factors.PLAIN, factors);
    }

    /** Adds a combination of vectors of one width; its trained numbers start as given. */
    public Value blend(String name, List<Value> sources, Factors kind, List<Double> numbers) {
        parameters.add(sources.size(), 1);
        Start start = new Start.Constant(numbers);
        String array = Operation.Blend.numbers(name);
        return add(name, sources.get(0).width(), output -> new Operation.Blend(array, sources, kind, start, output));
    }

    /** Sets the columns of several values side by side. */
    public Value concat(String name, List<Value> sources) {
        return add(name, ParameterCount.width(sources), output -> new Operation.Concat(sources, output));
    }

    /** Multiplies entry by entry, and all by {@code factor}. */
    public Value product(String name, Value left, Value right, float factor) {
        return add(name, left.width(), output -> new Operation.Product(left, right, factor, output));
    }

    public Value activate(String name, Value below, Curve curve) {
        return add(name, below.width(), output -> new Operation.Activate(below, curve, output));
    }

    /** Adds neighbouring columns of a value, from one on. */
    public Value slice(String name, Value below, int from, int width) {
        return add(name, width, output -> new ColumnOperation.Slice(below, from, output));
    }

    /** Adds the sum of vectors of one width. */
    public Value sum(String name, List<Value> sources) {
        return sum(name, sources, Collections.nCopies(sources.size(), 1f));
    }

    /** Adds Σ_j a_j x_j of vectors of one width, with factors that stay as they are. */
    public Value sum(String name, List<Value> sources, List<Float> factors) {
        return add(name, sources.get(0).width(), output -> new ColumnOperation.Sum(sources, factors, output));
    }

    /** Adds the same value, through which no gradient flows back. */
    public Value stop(String name, Value below) {
        return add(name, below.width(), output -> new ColumnOperation.Stop(below, output));
    }

    /** Adds inner products of blocks of one width, divided by its root; a column for each pair. */
    public Value scaledDots(String name, Value left, Value right, int width, List<Pair> pairs) {
        float factor = (float) (1 / Math.sqrt(width));
        return add(name, pairs.size(), output -> new ColumnOperation.Dots(left, right, width, pairs, factor, output));
    }

    /** Adds inner products of blocks of one width; a column for each pair. */
    public Value dots(String name, Value left, Value right, int width, List<Pair> pairs) {
        return add(name, pairs.size(), output -> new ColumnOperation.Dots(left, right, width, pairs, 1, output));
    }

    /** Adds the logit of the product of two probabilities. */
    public Value jointLogit(String name, Value left, Value right) {
        return add(name, 1, output -> new Operation.JointLogit(left, right, output));
    }

    /** Adds a term to the loss, unless it is always 0. */
    public void penalty(Penalty penalty) {
        if (penalty.strength() > 0) {
            penalties.add(penalty);
        }
    }

    /** Adds a term of the loss, of a name that no other has. */
    public void term(LossTerm term) {
        if (terms.stream().anyMatch(other -> other.name().equals(term.name()))) {
            throw new IllegalStateException(
                    "Two terms of the loss are named \"" + term.name() + "\". Give each a name of its own.");
        }
        terms.add(term);
    }

    /**
     * Adds the calibrator of AITM for each task but the first: {@code factor} times the mean of what its probability
     * exceeds that of the task before it by.
     *
     * @param logits [task] of binary tasks in the order of a chain of events
     */
    public void calibrate(double factor, List<Value> logits) {
        for (int task = 1; factor > 0 && task < logits.size(); task++) {
            TaskLogit earlier = new TaskLogit(task - 1, logits.get(task - 1));
            term(new Calibration("calibration" + task, factor, earlier, new TaskLogit(task, logits.get(task))));
        }
    }

    /** With start values that fit the activation. */
    private Value add(String name, Value below, Blocks blocks, Activation activation) {
        int fanIn = below.width() / blocks.count();
        Start start = activation == Activation.RELU
                ? Start.Normal.rectified(name, fanIn)
                : Start.Normal.linear(name, fanIn, blocks.width());
        return add(name, below, blocks, activation, start);
    }

    private Value add(String name, Value below, Blocks blocks, Activation activation, Start start) {
        int columns = ParameterCount.width(blocks.count(), blocks.width());
        parameters.add(below.width() / blocks.count() + 1L, ParameterCount.width(blocks.distinct(), blocks.width()));
        return add(
                name,
                columns,
                output -> new Operation.Dense(
                        below, blocks.count(), blocks.distinct(), List.of(new Part(name, output, activation, start))));
    }

    private Value add(String name, int width, Function<Value, Operation> making) {
        if (names.contains(name)) {
            throw new IllegalStateException(
                    "Two values of the network are named \"" + name + "\". Give each a name of its own.");
        }
        Value output = new Value(names.size(), width);
        names.add(name);
        operations.add(making.apply(output));
        return output;
    }
}
