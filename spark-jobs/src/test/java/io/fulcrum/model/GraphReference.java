package io.fulcrum.model;

import io.fulcrum.model.graph.ColumnOperation;
import io.fulcrum.model.graph.Curve;
import io.fulcrum.model.graph.HiddenOperation;
import io.fulcrum.model.graph.NetworkGraph;
import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.Normalisation;
import io.fulcrum.model.graph.Operation;
import io.fulcrum.model.graph.Operation.Dense;
import io.fulcrum.model.graph.SelectOrSkip;
import io.fulcrum.model.graph.Selector;
import io.fulcrum.model.layer.DropoutMask;
import io.fulcrum.model.layer.LayerNoise;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** A network's operations written as plainly as possible in double, one row at a time. */
final class GraphReference implements Operation.Visitor<double[]> {
    private final NetworkGraph graph;
    private final LayerNoise noise;
    private final Map<Integer, double[]> values = new HashMap<>(); // of a value's number
    private final Map<Integer, double[]> stopped = new HashMap<>(); // values through which no gradient flows
    private boolean isFrozen;
    private int row; // of the batch, which random numbers of an entry depend on
    private int rows = 1;
    private double[] parameters = new double[0];
    private double[] around = new double[0];

    GraphReference(NetworkGraph graph) {
        this(graph, new LayerNoise());
    }

    /** Draws the random numbers of a training step. */
    GraphReference(NetworkGraph graph, LayerNoise noise) {
        this.graph = graph;
        this.noise = noise;
    }

    /** Sets which row of a batch the next ones are. */
    GraphReference at(int rowOfBatch, int batchRows) {
        row = rowOfBatch;
        rows = batchRows;
        return this;
    }

    /** Keeps the values through which no gradient flows as the last row has them, for differences around it. */
    GraphReference freeze() {
        isFrozen = true;
        return this;
    }

    /** Makes choices between 0 and 1 straight lines through these parameters, with the slope that training takes. */
    GraphReference around(double[] flatParameters) {
        around = flatParameters.clone();
        return this;
    }

    /** Logits of one row, [task]. */
    double[] logits(double[] flatParameters, double[] input) {
        parameters = flatParameters;
        values.put(NetworkGraph.INPUT, input);
        for (Operation operation : graph.operations()) {
            double[] made = operation.accept(this);
            int from = 0;
            for (Value output : operation.outputs()) {
                double[] columns = new double[output.width()];
                System.arraycopy(made, from, columns, 0, columns.length);
                values.put(output.number(), columns);
                from += columns.length;
            }
        }
        return graph.logits().stream().mapToDouble(logit -> of(logit)[0]).toArray();
    }

    /** Returns a value of the row that {@link #logits} computed last. */
    double[] of(Value value) {
        return values.get(value.number());
    }

    @Override
    public double[] dense(Dense dense) {
        double[] below = of(dense.below());
        double[] sums = new double[dense.width()];
        int weights = dense.weights(graph.layout());
        for (int output = 0; output < sums.length; output++) {
            int block = output / (sums.length / dense.blocks());
            int own = output % dense.distinctWidth();
            sums[output] = parameters[dense.biases(graph.layout()) + own];
            for (int i = 0; i < dense.fanIn(); i++) {
                sums[output] += parameters[weights + own * dense.fanIn() + i] * below[block * dense.fanIn() + i];
            }
        }
        int from = 0;
        for (Operation.Part part : dense.parts()) {
            for (int i = from; i < from + part.value().width(); i++) {
                boolean rectified = part.activation() == Operation.Activation.RELU;
                sums[i] = rectified ? Math.max(sums[i], 0) : sums[i];
            }
            from += part.value().width();
        }
        return sums;
    }

    @Override
    public double[] mixture(Operation.Mixture mixture) {
        double[] scores = of(mixture.scores());
        double[] values = side(mixture.sources());
        if (mixture.kind() == Operation.Scores.LOGITS) {
            return ReferenceNetwork.mix(scores, values);
        }
        double[] mixed = new double[values.length / scores.length];
        for (int i = 0; i < values.length; i++) {
            mixed[i % mixed.length] += scores[i / mixed.length] * values[i];
        }
        return mixed;
    }

    @Override
    public double[] blend(Operation.Blend blend) {
        double[] sum = new double[blend.output().width()];
        for (int source = 0; source < blend.sources().size(); source++) {
            double factor = factor(blend, source);
            double[] from = of(blend.sources().get(source));
            for (int i = 0; i < sum.length; i++) {
                sum[i] += factor * from[i];
            }
        }
        return sum;
    }

    private double factor(Operation.Blend blend, int source) {
        int at = blend.numbers(graph.layout());
        double number = parameters[at + source];
        if (noise.isActive() && blend.factors() instanceof SelectOrSkip choice) {
            double uniform = noise.uniform(at, source);
            double centre = around[at + source];
            return choice.trained(centre, uniform, noise.round())
                    + choice.slope(centre, uniform, noise.round()) * (number - centre);
        }
        return noise.isActive()
                ? blend.factors().trained(number, noise.uniform(at, source), noise.round())
                : blend.factors().scored(number);
    }

    @Override
    public double[] concat(Operation.Concat concat) {
        return side(concat.sources());
    }

    @Override
    public double[] product(Operation.Product product) {
        double[] left = of(product.left());
        double[] right = of(product.right());
        return IntStream.range(0, left.length)
                .mapToDouble(i -> product.factor() * left[i] * right[i])
                .toArray();
    }

    @Override
    public double[] activate(Operation.Activate activate) {
        return DoubleStream.of(of(activate.below()))
                .map(x -> curve(activate.curve(), x))
                .toArray();
    }

    private static double curve(Curve curve, double x) {
        return switch (curve) {
            case SIGMOID -> 1 / (1 + Math.exp(-x));
            case TANH -> Math.tanh(x);
            case SWISH -> x / (1 + Math.exp(-x));
            case GELU -> x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * Math.pow(x, 3))));
            case RELU -> Math.max(x, 0);
        };
    }

    @Override
    public double[] norm(HiddenOperation.Norm norm) {
        double[] x = of(norm.below());
        double[] normalised = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            int from = i / norm.width() * norm.width();
            double mean = norm.kind() == Normalisation.LAYER
                    ? Arrays.stream(x, from, from + norm.width()).average().orElseThrow()
                    : 0;
            double squares = Arrays.stream(x, from, from + norm.width())
                    .map(one -> (one - mean) * (one - mean))
                    .average()
                    .orElseThrow();
            normalised[i] = parameters[norm.gains(graph.layout()) + i] * (x[i] - mean) / Math.sqrt(squares + 1e-5)
                    + (norm.kind() == Normalisation.LAYER ? parameters[norm.shifts(graph.layout()) + i] : 0);
        }
        return normalised;
    }

    @Override
    public double[] gateDropout(HiddenOperation.GateDropout dropout) {
        double[] scores = of(dropout.below());
        long address = noise.address(dropout.output().number());
        DropoutMask mask = DropoutMask.of(dropout.share());
        boolean[] isLeft = new boolean[scores.length];
        boolean anyLeft = false;
        for (int i = 0; i < scores.length; i++) {
            isLeft[i] = !noise.isActive() || mask.at(address, i * rows + row) > 0;
            anyLeft |= isLeft[i];
        }
        boolean all = !anyLeft;
        return IntStream.range(0, scores.length)
                .mapToDouble(i -> isLeft[i] || all ? scores[i] : Double.NEGATIVE_INFINITY)
                .toArray();
    }

    @Override
    public double[] dropout(HiddenOperation.Dropout dropout) {
        double[] x = of(dropout.below());
        long address = noise.address(dropout.output().number());
        DropoutMask mask = DropoutMask.of(dropout.share());
        return IntStream.range(0, x.length)
                .mapToDouble(i -> x[i] * (noise.isActive() ? mask.at(address, i * rows + row) : 1))
                .toArray();
    }

    @Override
    public double[] jointLogit(Operation.JointLogit joint) {
        double product = 1 / (1 + Math.exp(-of(joint.left())[0])) / (1 + Math.exp(-of(joint.right())[0]));
        return new double[] {Math.log(product / (1 - product))};
    }

    @Override
    public double[] select(Operation.Select select) {
        Selector selector = select.selector();
        double[] numbers = of(select.below());
        int codes = selector.selectors() * selector.digits();
        double total = 0;
        for (int i = 0; i < selector.selectors(); i++) {
            total += Math.exp(numbers[codes + i]);
        }
        double[] shares = new double[selector.experts()];
        for (int expert = 0; expert < shares.length; expert++) {
            for (int i = 0; i < selector.selectors(); i++) {
                double taken = Math.exp(numbers[codes + i]) / total;
                for (int digit = 0; digit < selector.digits(); digit++) {
                    double step = smoothStep(numbers[i * selector.digits() + digit], selector.gamma());
                    taken *= (expert >> digit) % 2 == 1 ? step : 1 - step;
                }
                shares[expert] += taken;
            }
        }
        return shares;
    }

    @Override
    public double[] read(ColumnOperation.Read read) {
        double[] input = of(read.input());
        return read.ranges().stream()
                .flatMapToDouble(range -> Arrays.stream(input, range.from(), range.to()))
                .toArray();
    }

    @Override
    public double[] slice(ColumnOperation.Slice slice) {
        int to = slice.from() + slice.output().width();
        return Arrays.copyOfRange(of(slice.below()), slice.from(), to);
    }

    @Override
    public double[] sum(ColumnOperation.Sum sum) {
        double[] total = new double[sum.output().width()];
        for (int source = 0; source < sum.sources().size(); source++) {
            double[] from = of(sum.sources().get(source));
            for (int i = 0; i < total.length; i++) {
                total[i] += sum.factors().get(source) * from[i];
            }
        }
        return total;
    }

    @Override
    public double[] stop(ColumnOperation.Stop stop) {
        if (!isFrozen) {
            stopped.put(stop.output().number(), of(stop.below()).clone());
        }
        return stopped.get(stop.output().number());
    }

    @Override
    public double[] dots(ColumnOperation.Dots dots) {
        double[] left = of(dots.left());
        double[] right = of(dots.right());
        return dots.pairs().stream()
                .mapToDouble(pair -> {
                    double sum = 0;
                    for (int i = 0; i < dots.width(); i++) {
                        sum += left[pair.left() * dots.width() + i] * right[pair.right() * dots.width() + i];
                    }
                    return dots.factor() * sum;
                })
                .toArray();
    }

    /** Hazimeh et al., eq. 2. */
    private static double smoothStep(double t, double gamma) {
        if (t <= -gamma / 2) {
            return 0;
        }
        return t >= gamma / 2 ? 1 : -2 / Math.pow(gamma, 3) * Math.pow(t, 3) + 3 / (2 * gamma) * t + 0.5;
    }

    private double[] side(List<Value> sources) {
        return sources.stream()
                .flatMapToDouble(source -> DoubleStream.of(of(source)))
                .toArray();
    }
}
