package io.fulcrum.model;

import io.fulcrum.data.StepAddress;
import io.fulcrum.model.architecture.Architecture;
import io.fulcrum.model.embedding.NetworkRows;
import io.fulcrum.model.graph.InputFields;
import io.fulcrum.model.graph.NetworkGraph;
import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.NetworkOptions;
import io.fulcrum.model.layer.LayerNoise;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

/**
 * A network of random parameters and rows, its gradients, and the same in double: the objective is the sum over tasks
 * and rows of task weight x logit gradient x logit.
 */
final class PlainStep {
    static final int INPUTS = 4;
    static final int TASKS = 2;
    static final int ROWS = 5;

    final NetworkGraph graph;
    final MultiTaskNetwork network;
    final double[] parameters;
    final double[] inputs; // [row][input]
    private final GraphReference[] references = new GraphReference[ROWS];
    private final float[] input;
    private final float[] inputGradients = new float[ROWS * INPUTS];
    private final float[] logitGradients;

    PlainStep(Architecture architecture, long seed) {
        this(architecture, NetworkOptions.DEFAULT, seed);
    }

    PlainStep(Architecture architecture, NetworkOptions options, long seed) {
        Random random = new Random(seed);
        graph = NetworkGraph.of(architecture, options, InputFields.numbers(INPUTS), TASKS);
        network = MultiTaskNetwork.build(graph, seed);
        float[] drawn = normals(network.layout().size(), random);
        IntStream.range(0, drawn.length).forEach(i -> drawn[i] *= 0.7f);
        network.setParameters(drawn);
        input = normals(ROWS * INPUTS, random);
        logitGradients = normals(TASKS * ROWS, random);
        parameters = doubles(drawn);
        inputs = doubles(input);
        LayerNoise noise = new LayerNoise();
        noise.start(StepAddress.NONE); // the address of a network that was given none
        for (int row = 0; row < ROWS; row++) {
            references[row] = new GraphReference(graph, noise).at(row, ROWS).around(parameters);
            references[row].logits(parameters, row(row));
            references[row].freeze();
        }
    }

    float[] input() {
        return input.clone();
    }

    /** Computes the first rows as a training step does. */
    void forward(int rows) {
        network.forwardForTraining(NetworkRows.plain(input, inputGradients, rows, INPUTS), new float[TASKS * rows]);
    }

    /** Returns the gradient by the parameters; {@link #inputGradients} has that by the inputs. */
    float[] backward(double... taskWeights) {
        forward(ROWS);
        network.backward(logitGradients, taskWeights);
        return network.gradients().clone();
    }

    float[] inputGradients() {
        return inputGradients.clone();
    }

    /** Returns a task's gradient of the shared parameters at the last forward pass. */
    double[] probe(int task) {
        double[] gradient = new double[network.layout().sharedSize()];
        network.sharedGradient(task, logitGradients, gradient);
        return gradient;
    }

    /** Returns [column][row] a task's gradient by the common representation at the last forward pass. */
    double[] representationGradient(int task) {
        float[] gradient = new float[network.representationWidth() * ROWS];
        Arrays.fill(gradient, Float.NaN);
        network.representationGradient(task, logitGradients, gradient);
        return doubles(gradient);
    }

    /** Returns [column][row] values at {@link #parameters} and {@link #inputs} as they are now. */
    double[] values(List<Value> wanted) {
        int width = wanted.stream().mapToInt(Value::width).sum();
        double[] found = new double[width * ROWS];
        for (int row = 0; row < ROWS; row++) {
            references[row].logits(parameters, row(row));
            int column = 0;
            for (Value value : wanted) {
                for (double x : references[row].of(value)) {
                    found[column++ * ROWS + row] = x;
                }
            }
        }
        return found;
    }

    /** Returns the objective at {@link #parameters} and {@link #inputs} as they are now. */
    double objective(double... taskWeights) {
        double sum = 0;
        for (int row = 0; row < ROWS; row++) {
            double[] logits = references[row].logits(parameters, row(row));
            for (int task = 0; task < TASKS; task++) {
                sum += taskWeights[task] * logitGradients[task * ROWS + row] * logits[task];
            }
        }
        return sum;
    }

    private double[] row(int row) {
        return Arrays.copyOfRange(inputs, row * INPUTS, (row + 1) * INPUTS);
    }

    /** Returns the central difference of {@code objective} by an entry. */
    static double difference(double[] at, int i, DoubleSupplier objective) {
        double value = at[i];
        double step = 1e-6;
        at[i] = value + step;
        double above = objective.getAsDouble();
        at[i] = value - step;
        double below = objective.getAsDouble();
        at[i] = value;
        return (above - below) / (2 * step);
    }

    static float[] normals(int length, Random random) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    static double[] doubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }
}
