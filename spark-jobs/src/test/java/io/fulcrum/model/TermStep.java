package io.fulcrum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.data.StepAddress;
import io.fulcrum.model.architecture.Architecture;
import io.fulcrum.model.embedding.NetworkRows;
import io.fulcrum.model.graph.InputFields;
import io.fulcrum.model.graph.LossTerm;
import io.fulcrum.model.graph.LossTerm.TaskLogit;
import io.fulcrum.model.graph.NetworkGraph;
import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.NetworkOptions;
import io.fulcrum.model.graph.ParameterLayout.Head;
import io.fulcrum.model.graph.ParameterLayout.Slice;
import io.fulcrum.model.layer.LayerNoise;
import io.fulcrum.model.loss.TaskLoss;
import io.fulcrum.model.loss.TrainingLabels;
import io.fulcrum.model.loss.WeightedRows;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A step of a network with terms on random rows, some without a label and some weighted, and its whole loss in double.
 * The second task's rows have weights.
 */
final class TermStep {
    static final int TASKS = 2;
    static final int ROWS = 12;
    private static final int INPUTS = 4;

    final MultiTaskNetwork network;
    final NetworkGraph graph;
    final TrainingLabels labels;
    final float[] parameters;
    private final Whole whole;
    private final float[] input = new float[ROWS * INPUTS];
    private final float[] inputGradients = new float[ROWS * INPUTS];
    private final float[] logits = new float[TASKS * ROWS];
    private final float[] logitGradients = new float[TASKS * ROWS];

    /** The terms of a batch, factors included, in plain double. */
    interface Whole {
        /**
         * Returns their sum.
         *
         * @param read [logit][row] the tasks' logits, then what each term reads, in the order of the graph's terms
         */
        double terms(TrainingLabels labels, double[][] read);
    }

    TermStep(Architecture architecture, Whole whole) {
        this(architecture, NetworkOptions.DEFAULT, whole);
    }

    TermStep(Architecture architecture, NetworkOptions options, Whole whole) {
        this.whole = whole;
        Random random = new Random(3);
        graph = graph(architecture, options);
        network = MultiTaskNetwork.build(graph, 7);
        parameters = PlainStep.normals(network.layout().size(), random);
        network.setParameters(parameters);
        System.arraycopy(PlainStep.normals(ROWS * INPUTS, random), 0, input, 0, input.length);
        float[] drawn = new float[TASKS * ROWS];
        float[] weights = new float[TASKS * ROWS];
        for (int row = 0; row < ROWS; row++) {
            drawn[row] = row % 3 == 0 ? 0 : 1;
            drawn[ROWS + row] = row % 4 == 1 ? 1 : 0;
            weights[ROWS + row] = row == 5 ? 0 : 0.5f + random.nextFloat();
        }
        drawn[2] = Float.NaN;
        drawn[ROWS + 9] = Float.NaN;
        labels = new TrainingLabels(
                Collections.nCopies(TASKS, new TaskLoss.BinaryCrossEntropy()),
                drawn,
                weights,
                new boolean[] {false, true},
                ROWS);
    }

    /** Returns the network of such a step. */
    static NetworkGraph graph(Architecture architecture, NetworkOptions options) {
        return NetworkGraph.of(architecture, options, InputFields.numbers(INPUTS), TASKS);
    }

    /** Takes a step back from losses and terms and returns the gradient by the parameters. */
    float[] backward(double... taskWeights) {
        forward();
        network.backward(logitGradients, taskWeights, labels);
        return network.gradients().clone();
    }

    /** Returns the gradient by the parameters without terms. */
    float[] withoutTerms(double... taskWeights) {
        forward();
        network.backward(logitGradients, taskWeights);
        return network.gradients().clone();
    }

    /** Returns a task's gradient of the shared parameters. */
    double[] probe(int task) {
        forward();
        double[] gradient = new double[network.layout().sharedSize()];
        network.sharedGradient(task, logitGradients, gradient);
        return gradient;
    }

    private void forward() {
        network.forwardForTraining(NetworkRows.plain(input, inputGradients, ROWS, INPUTS), logits);
        labels.losses().get(0).meanGradients(logits, labels.labels(), 0, ROWS, logitGradients);
        labels.losses()
                .get(1)
                .meanGradients(new WeightedRows(logits, labels.labels(), labels.weights(), ROWS, ROWS), logitGradients);
    }

    /** Compares the gradient of a step with differences of the whole loss: shared parameters see task weights. */
    void assertDifferences(double... taskWeights) {
        float[] actual = backward(taskWeights);
        double[] at = PlainStep.doubles(parameters);
        double[] equal = {1, 1};
        for (Slice slice : network.layout().slices()) {
            double[] weights = slice.owner() instanceof Head ? equal : taskWeights;
            for (int i = slice.offset(); i < slice.offset() + slice.length(); i++) {
                double expected = difference(at, i, weights);
                assertThat((double) actual[i])
                        .as(slice.name())
                        .isCloseTo(expected, within(2e-5 * (1 + Math.abs(expected))));
            }
        }
    }

    /**
     * Returns Σ_k w_k ∂L/∂θ through the logits of task k: the loss's difference where those of the other tasks keep
     * their values.
     */
    private double difference(double[] at, int i, double[] weights) {
        double[][] frozen = read(at);
        double sum = 0;
        for (int task = 0; task < TASKS; task++) {
            int moved = task;
            sum += weights[task] * PlainStep.difference(at, i, () -> loss(mixed(frozen, read(at), moved)));
        }
        return sum;
    }

    private double[][] mixed(double[][] frozen, double[][] read, int task) {
        double[][] mixed = frozen.clone();
        for (int i = 0; i < mixed.length; i++) {
            mixed[i] = logits().get(i).task() == task ? read[i] : frozen[i];
        }
        return mixed;
    }

    /** What losses and terms read; constants are of no task. */
    private List<TaskLogit> logits() {
        List<TaskLogit> all = new ArrayList<>();
        for (int task = 0; task < TASKS; task++) {
            all.add(new TaskLogit(task, graph.logits().get(task)));
        }
        for (LossTerm term : graph.terms()) {
            all.addAll(term.logits());
            for (Value constant : term.constants()) {
                all.add(new TaskLogit(-1, constant));
            }
        }
        return all;
    }

    private double[][] read(double[] at) {
        LayerNoise noise = new LayerNoise();
        noise.start(StepAddress.NONE);
        GraphReference reference = new GraphReference(graph, noise).around(PlainStep.doubles(parameters));
        List<TaskLogit> all = logits();
        double[][] read = new double[all.size()][ROWS];
        for (int row = 0; row < ROWS; row++) {
            double[] one = new double[INPUTS];
            for (int i = 0; i < INPUTS; i++) {
                one[i] = input[row * INPUTS + i];
            }
            reference.logits(at, one);
            for (int i = 0; i < read.length; i++) {
                read[i][row] = reference.of(all.get(i).value())[0];
            }
        }
        return read;
    }

    private double loss(double[][] read) {
        double sum = whole.terms(labels, read);
        for (int task = 0; task < TASKS; task++) {
            sum += meanLoss(labels, task, read[task]);
        }
        return sum;
    }

    /** Returns the mean cross-entropy of a task's labels at logits, [row]. */
    static double meanLoss(TrainingLabels labels, int task, double[] logits) {
        double sum = 0;
        double total = 0;
        for (int row = 0; row < ROWS; row++) {
            double weight = labels.weight(task, row);
            if (weight > 0) {
                sum += weight * crossEntropy(labels.label(task, row), logits[row]);
                total += weight;
            }
        }
        return sum / total;
    }

    static double crossEntropy(double label, double logit) {
        return Math.log(1 + Math.exp(logit)) - label * logit;
    }

    static double sigmoid(double z) {
        return 1 / (1 + Math.exp(-z));
    }
}
