package io.fulcrum.model.graph;

import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.kernel.ColumnLoops;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;

/** Computes values of a {@link NetworkGraph} from values. Each row of a batch is computed on its own. */
public sealed interface Operation {
    List<Value> inputs();

    List<Value> outputs();

    /** Its parameters, in the order in which they lie; most have none. */
    default List<Array> arrays() {
        return List.of();
    }

    /** Returns the values that its gradient flows back to. */
    default List<Value> trained() {
        return inputs();
    }

    <R> R accept(Visitor<R> visitor);

    /**
     * A named array of parameters.
     *
     * @param of the value that they make
     */
    record Array(String name, Value of, int length, Start start) {}

    /** Computes one value. */
    sealed interface OneValue extends Operation
            permits Mixture, Blend, Concat, Product, Activate, JointLogit, Select, ColumnOperation, HiddenOperation {
        Value output();

        @Override
        default List<Value> outputs() {
            return List.of(output());
        }
    }

    /** One form of every operation, such as that for training. */
    interface Visitor<R> {
        R dense(Dense dense);

        R mixture(Mixture mixture);

        R blend(Blend blend);

        R concat(Concat concat);

        R product(Product product);

        R activate(Activate activate);

        R jointLogit(JointLogit joint);

        R select(Select select);

        R read(ColumnOperation.Read read);

        R slice(ColumnOperation.Slice slice);

        R sum(ColumnOperation.Sum sum);

        R stop(ColumnOperation.Stop stop);

        R dots(ColumnOperation.Dots dots);

        R norm(HiddenOperation.Norm norm);

        R dropout(HiddenOperation.Dropout dropout);

        R gateDropout(HiddenOperation.GateDropout dropout);
    }

    /** What follows the sum of products and bias of a dense layer. */
    enum Activation {
        /** The sum itself. */
        IDENTITY,
        /** max(x, 0). */
        RELU
    }

    /**
     * Neighbouring columns of a dense layer.
     *
     * @param name its arrays are named {@code name_W} and {@code name_b}
     * @param start of the weights
     */
    record Part(String name, Value value, Activation activation, Start start) {
        String weights() {
            return weights(name);
        }

        /** Returns what the weights of a part of this name are called. */
        public static String weights(String name) {
            return name + "_W";
        }

        String biases() {
            return name + "_b";
        }
    }

    /**
     * A dense layer, or equal ones side by side: activation(x · weights + biases). Each block reads its own columns of
     * {@code below}, and its outputs are neighbours.
     *
     * @param blocks side by side
     * @param distinct how many blocks have parameters of their own: all, or one whose parameters every block uses
     * @param parts what it puts out, one after the other; one part where there are several blocks; none where nothing
     *     is dense on the network's input
     */
    record Dense(Value below, int blocks, int distinct, List<Part> parts) implements Operation {
        public Dense {
            parts = List.copyOf(parts);
        }

        /** Blocks with parameters of their own. */
        Dense(Value below, int blocks, List<Part> parts) {
            this(below, blocks, blocks, parts);
        }

        /** Columns that an output reads. */
        public int fanIn() {
            return below.width() / blocks;
        }

        /** Columns of all parts. */
        public int width() {
            return parts.stream().mapToInt(part -> part.value().width()).sum();
        }

        /** Columns of the blocks with parameters of their own. */
        public int distinctWidth() {
            return width() / blocks * distinct;
        }

        /** Where the weights begin among the parameters, [output of the distinct blocks][input of its block]. */
        public int weights(ParameterLayout layout) {
            return parts.isEmpty() ? 0 : layout.at(parts.get(0).weights());
        }

        /** Where the biases begin, [output of the distinct blocks]. */
        public int biases(ParameterLayout layout) {
            return parts.isEmpty() ? 0 : layout.at(parts.get(0).biases());
        }

        /** Returns the layer with those of its parts whose values are among the given ones. */
        Dense within(BitSet values) {
            return new Dense(
                    below,
                    blocks,
                    distinct,
                    parts.stream()
                            .filter(part -> values.get(part.value().number()))
                            .toList());
        }

        double flops() {
            return 2.0 * fanIn() * width();
        }

        @Override
        public List<Value> inputs() {
            return List.of(below);
        }

        @Override
        public List<Value> outputs() {
            return parts.stream().map(Part::value).toList();
        }

        @Override
        public List<Array> arrays() {
            Stream<Array> weights = parts.stream()
                    .map(part -> new Array(part.weights(), part.value(), fanIn() * own(part), part.start()));
            Stream<Array> biases =
                    parts.stream().map(part -> new Array(part.biases(), part.value(), own(part), Start.ZERO));
            return Stream.concat(weights, biases).toList();
        }

        /** Columns of a part that have parameters of their own. */
        private int own(Part part) {
            return part.value().width() / blocks * distinct;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.dense(this);
        }
    }

    /** What the scores of a mixture are. */
    enum Scores {
        /** Logarithms of shares, up to a summand. */
        LOGITS,
        /** The shares themselves. */
        SHARES
    }

    /**
     * Σ_e p_e x_e with p = softmax(scores), or the scores themselves.
     *
     * @param sources each [part][column]; together they have as many parts as there are scores
     */
    record Mixture(Value scores, Scores kind, List<Value> sources, Value output) implements OneValue {
        public Mixture {
            sources = List.copyOf(sources);
        }

        @Override
        public List<Value> inputs() {
            return Stream.concat(Stream.of(scores), sources.stream()).toList();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.mixture(this);
        }
    }

    /**
     * Σ_j a_j x_j of vectors of one width, with one factor a_j for each, made of one trained number.
     *
     * @param name of the array of numbers
     */
    record Blend(String name, List<Value> sources, Factors factors, Start start, Value output) implements OneValue {
        public Blend {
            sources = List.copyOf(sources);
        }

        /** Returns what the numbers of the blend of a value of this name are called. */
        public static String numbers(String value) {
            return value + "_a";
        }

        /** Where the numbers begin among the parameters. */
        public int numbers(ParameterLayout layout) {
            return layout.at(name);
        }

        /** Returns [source] the factors that a network of these parameters scores with. */
        public float[] scored(ParameterLayout layout, float[] parameters) {
            float[] scored = new float[sources.size()];
            for (int i = 0; i < scored.length; i++) {
                scored[i] = (float) factors.scored(parameters[numbers(layout) + i]);
            }
            return scored;
        }

        @Override
        public List<Value> inputs() {
            return sources;
        }

        @Override
        public List<Array> arrays() {
            return List.of(new Array(name, output, sources.size(), start));
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.blend(this);
        }
    }

    /** The columns of several values, one after the other. */
    record Concat(List<Value> sources, Value output) implements OneValue {
        public Concat {
            sources = List.copyOf(sources);
        }

        @Override
        public List<Value> inputs() {
            return sources;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.concat(this);
        }
    }

    /** Entry by entry, factor · left · right, cut off beyond {@link ColumnLoops#MOST_PRODUCT}. */
    record Product(Value left, Value right, float factor, Value output) implements OneValue {
        @Override
        public List<Value> inputs() {
            return List.of(left, right);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.product(this);
        }
    }

    /** A function of every entry. */
    record Activate(Value below, Curve curve, Value output) implements OneValue {
        @Override
        public List<Value> inputs() {
            return List.of(below);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.activate(this);
        }
    }

    /** The logit of the product of the probabilities that two logits stand for, log(p q / (1 - p q)). */
    record JointLogit(Value left, Value right, Value output) implements OneValue {
        @Override
        public List<Value> inputs() {
            return List.of(left, right);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.jointLogit(this);
        }
    }

    /** Shares of experts, made of a row's numbers by a {@link Selector}. */
    record Select(Value below, Selector selector, Value output) implements OneValue {
        @Override
        public List<Value> inputs() {
            return List.of(below);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.select(this);
        }
    }
}
