package io.fulcrum.model;

import io.fulcrum.model.LossTerm.TaskLogit;
import io.fulcrum.model.NetworkGraph.Value;
import io.fulcrum.model.Operation.Activation;
import io.fulcrum.model.Operation.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What an {@link Architecture} composes its network with, from the input upwards. Each value gets a name of its own;
 * names of trained arrays are part of the model's format, since initial values are drawn by them.
 *
 * <p>Dense layers on the input become one wide layer: one matrix product for all experts, bottoms and gates, and one
 * pass over the embedding rows. {@link Owners} finds who owns what.
 */
public final class GraphBuilder {
    private static final int MOST_FLOATS = Integer.MAX_VALUE - 8; // of one array

    private final Value input;
    private final List<String> names = new ArrayList<>(); // [value]
    private final List<Operation> operations = new ArrayList<>(); // dense layers of one part each
    private final List<Penalty> penalties = new ArrayList<>();
    private final List<LossTerm> terms = new ArrayList<>();
    private long parameters;

    /** Equal dense layers side by side. */
    private record Blocks(int count, int width) {}

    private GraphBuilder(long inputWidth) {
        if (inputWidth > MOST_FLOATS) {
            throw new IllegalArgumentException("The network's input has " + inputWidth + " columns, but at most "
                    + MOST_FLOATS + " are possible. Set a smaller embedding-size.");
        }
        input = new Value(NetworkGraph.INPUT, (int) inputWidth);
        names.add("input");
    }

    /** Returns what an architecture computes for some tasks. */
    static NetworkGraph build(Architecture architecture, int inputWidth, int tasks) {
        GraphBuilder builder = new GraphBuilder(inputWidth);
        List<Value> logits = architecture.logits(builder, tasks);
        Owners owners = builder.owners(architecture, logits);
        return new GraphLayout(builder.input, owners)
                .graph(builder.operations, logits, builder.penalties, builder.terms);
    }

    /** Returns the number of parameters, without allocating anything. */
    static long parameters(Architecture architecture, long inputWidth, int tasks) {
        GraphBuilder builder = new GraphBuilder(inputWidth);
        architecture.logits(builder, tasks);
        return builder.parameters;
    }

    /**
     * What several tasks would share is shared also where there is one: otherwise a network of one task would have no
     * trunk, only a head.
     */
    private Owners owners(Architecture architecture, List<Value> logits) {
        if (logits.size() > 1) {
            return Owners.of(names, operations, logits, terms);
        }
        GraphBuilder two = new GraphBuilder(input.width());
        List<Value> both = architecture.logits(two, 2);
        return Owners.of(two.names, two.operations, both, two.terms).named(names);
    }

    public Value input() {
        return input;
    }

    /** Adds a dense layer with start values that fit its activation. */
    public Value dense(String name, Value below, int width, Activation activation) {
        return blocks(name, below, 1, width, activation);
    }

    /** Adds a dense layer with weights [output][input] that start as given. */
    public Value dense(String name, Value below, int width, Activation activation, Start start) {
        return add(name, below, new Blocks(1, width), activation, start);
    }

    /** Adds equal dense layers side by side, each on its own block of the columns below. */
    public Value blocks(String name, Value below, int blocks, int width, Activation activation) {
        int fanIn = below.width() / blocks;
        Start start = activation == Activation.RELU
                ? Start.Normal.rectified(name, fanIn)
                : Start.Normal.linear(name, fanIn, width);
        return add(name, below, new Blocks(blocks, width), activation, start);
    }

    /** Adds rectified layers on top of each other, named {@code name} and their number; none returns {@code below}. */
    public Value stack(String name, Value below, List<Integer> widths) {
        Value top = below;
        for (int i = 0; i < widths.size(); i++) {
            top = dense(name + i, top, widths.get(i), Activation.RELU);
        }
        return top;
    }

    /** Adds equal rectified stacks side by side, all on the same columns, their layers named as those of one stack. */
    public Value experts(String name, Value below, int experts, List<Integer> widths) {
        Value top = dense(name + 0, below, width(experts, widths.get(0)), Activation.RELU);
        for (int i = 1; i < widths.size(); i++) {
            top = blocks(name + i, top, experts, widths.get(i), Activation.RELU);
        }
        return top;
    }

    /** Adds a task's head, a rectified stack and a linear layer of one output, and returns its logit. */
    public Value head(int task, Value below, List<Integer> widths) {
        Value top = stack("head" + task + "-", below, widths);
        return dense("logit" + task, top, 1, Activation.IDENTITY);
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

    /**
     * Adds a mixture by a softmax of as many parts as there are scores, spread over the sources. Nothing else may read
     * the scores.
     */
    public Value mixture(String name, Value scores, List<Value> sources) {
        return mixture(name, scores, Operation.Scores.LOGITS, sources);
    }

    /** Adds a mixture by shares that are given. */
    public Value weighted(String name, Value shares, List<Value> sources) {
        return mixture(name, shares, Operation.Scores.SHARES, sources);
    }

    private Value mixture(String name, Value scores, Operation.Scores kind, List<Value> sources) {
        int parts = width(sources) / scores.width();
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
        count(sources.size(), 1);
        Start start = new Start.Constant(numbers);
        int width = sources.get(0).width();
        return add(name, width, output -> new Operation.Blend(name + "_a", sources, kind, start, output));
    }

    /** Sets the columns of several values side by side. */
    public Value concat(String name, List<Value> sources) {
        return add(name, width(sources), output -> new Operation.Concat(sources, output));
    }

    /** Multiplies entry by entry, and all by {@code factor}. */
    public Value product(String name, Value left, Value right, float factor) {
        return add(name, left.width(), output -> new Operation.Product(left, right, factor, output));
    }

    public Value activate(String name, Value below, Curve curve) {
        return add(name, below.width(), output -> new Operation.Activate(below, curve, output));
    }

    /** Adds the logit of the product of two probabilities. */
    public Value jointLogit(String name, Value left, Value right) {
        return add(name, 1, output -> new Operation.JointLogit(left, right, output));
    }

    /** Pulls the weights of dense layers of one shape towards their mean; one layer alone is left as it is. */
    public void pullTogether(double strength, List<String> denseLayers) {
        if (denseLayers.size() > 1 && strength > 0) {
            penalties.add(new Penalty(
                    strength, denseLayers.stream().map(Part::weights).toList()));
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

    private Value add(String name, Value below, Blocks blocks, Activation activation, Start start) {
        int columns = width(blocks.count(), blocks.width());
        count(below.width() / blocks.count() + 1L, columns);
        return add(
                name,
                columns,
                output ->
                        new Operation.Dense(below, blocks.count(), List.of(new Part(name, output, activation, start))));
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

    /** Returns the columns of values side by side. */
    private static int width(List<Value> sources) {
        return width(sources.stream().mapToLong(Value::width).sum());
    }

    /** Returns the columns of equal parts side by side. */
    private static int width(int parts, int each) {
        return width((long) parts * each);
    }

    private static int width(long columns) {
        if (columns > MOST_FLOATS) {
            throw tooLarge(columns);
        }
        return (int) columns;
    }

    /** Counts parameters, and stops before a number overflows. */
    private void count(long each, int times) {
        parameters = Math.addExact(parameters, Math.multiplyExact(each, times));
        if (parameters > MOST_FLOATS) {
            throw tooLarge(parameters);
        }
    }

    private static IllegalArgumentException tooLarge(long atLeast) {
        return new IllegalArgumentException("The network has at least " + atLeast + " parameters, but at most "
                + MOST_FLOATS + " are possible. Set narrower layers or fewer experts.");
    }
}
