package io.fulcrum.model;

import io.fulcrum.model.LayerStack.Built;
import java.util.List;

/**
 * A network with one logit per task, trained from outside: the caller owns losses, optimiser and task weights.
 *
 * <p>Not thread-safe: one per running task. Memory is reused from call to call. The layers are ours and not DL4J's, for
 * speed: plain arrays on the heap, whose loops the JIT turns into vector instructions and which BLAS reads without a
 * copy, where ND4J pays for every op by microseconds and for every result by an allocation. The same networks put
 * together from DL4J's layers are the tests' reference.
 */
public final class MultiTaskNetwork {
    private final int inputWidth;
    private final FirstLayer first;
    private final List<Layer> layers;
    private final ParameterLayout layout;
    private final FlatParameters parameters;
    private final List<Columns> logits; // [task]
    private final List<Columns> columns;
    private final Arithmetic arithmetic;
    private int trainingRows;

    private MultiTaskNetwork(Built built, int inputWidth, List<Columns> logits, Arithmetic arithmetic) {
        this.inputWidth = inputWidth;
        this.arithmetic = arithmetic;
        layers = built.layers();
        first = (FirstLayer) layers.get(0);
        layout = built.layout();
        parameters = built.parameters();
        columns = built.columns();
        this.logits = List.copyOf(logits);
    }

    /**
     * Builds the network with parameters drawn from the seed alone.
     *
     * @param inputWidth columns of the input
     */
    public static MultiTaskNetwork build(Architecture architecture, int inputWidth, int tasks, long seed) {
        if (inputWidth < 1 || tasks < 1) {
            throw new IllegalArgumentException("Network with " + inputWidth + " input columns and " + tasks
                    + " tasks: both must be at least 1. Give the network an input and a task.");
        }
        LayerStack stack = new LayerStack(inputWidth, seed);
        List<Columns> logits = logits(architecture, stack, tasks);
        return new MultiTaskNetwork(stack.build(), inputWidth, logits, new FastArithmetic());
    }

    /** Builds the network of a model with its first parameters. */
    static MultiTaskNetwork of(ModelSpec spec) {
        return build(
                spec.network().architecture(), spec.inputWidth(), spec.tasks().size(), spec.seed());
    }

    /** Builds the network of a model that only scores, over its parameters. */
    static MultiTaskNetwork forScoring(Recommender model) {
        ModelSpec spec = model.spec();
        return forScoring(
                spec.network().architecture(), spec.inputWidth(), spec.tasks().size(), model.parameters());
    }

    /**
     * Builds a network that only scores, in arithmetic of one fixed order.
     *
     * @param parameters in the order of the layout; read, never changed
     */
    static MultiTaskNetwork forScoring(Architecture architecture, int inputWidth, int tasks, float[] parameters) {
        LayerStack stack = new LayerStack(inputWidth, 0);
        List<Columns> logits = logits(architecture, stack, tasks);
        return new MultiTaskNetwork(stack.build(parameters), inputWidth, logits, new FixedOrderArithmetic());
    }

    private static List<Columns> logits(Architecture architecture, LayerStack stack, int tasks) {
        if (architecture instanceof SharedBottom bottom) {
            return new SharedBottomBuilder(bottom, stack).build(tasks);
        }
        return new MmoeBuilder((Mmoe) architecture, stack).build(tasks);
    }

    /** Which parameters are shared and which belong to a head. */
    public ParameterLayout layout() {
        return layout;
    }

    /** Returns what the network computes, as data. */
    NetworkGraph graph() {
        GraphDescription graph = new GraphDescription(inputWidth);
        layers.forEach(layer -> layer.describe(graph));
        return graph.graph(logits);
    }

    /** Columns that the layer on the input puts out. */
    int firstWidth() {
        return first.width();
    }

    /** Returns the parameters themselves, in the order of the layout: changing them changes the network. */
    public float[] parameters() {
        return parameters.values();
    }

    /** Returns the gradient of the last {@link #backward}, in the order of the layout; not a copy. */
    public float[] gradients() {
        return parameters.gradients();
    }

    /** Replaces all parameters, in the order of the layout. */
    public void setParameters(float[] values) {
        System.arraycopy(values, 0, parameters.values(), 0, layout.size());
        first.forgetProducts();
    }

    /**
     * Scores rows.
     *
     * @param input [row][input]
     * @param target [task][row], filled
     */
    public void forward(float[] input, int rows, float[] target) {
        requireRoom(input, rows, target);
        forward(NetworkRows.plain(input, input, rows, inputWidth), target);
    }

    /**
     * As {@link #forward(float[], int, float[])}, for rows whose fields may be kept apart; {@link #backward} may follow
     * as long as they keep their values, since layers read them again on the way back.
     */
    void forwardForTraining(NetworkRows batch, float[] target) {
        requireRoom(batch.values(), batch.rows(), target);
        forward(batch, target);
        trainingRows = batch.rows();
    }

    /** As {@link #forward(float[], int, float[])}, for rows whose fields may be kept apart. */
    void forward(NetworkRows batch, float[] target) {
        trainingRows = 0;
        first.read(batch);
        for (Layer layer : layers) {
            layer.resize(batch.rows());
            layer.forward(arithmetic);
        }
        for (int task = 0; task < logits.size(); task++) {
            Columns logit = logits.get(task);
            System.arraycopy(logit.valueArray(), logit.at(0), target, task * batch.rows(), batch.rows());
        }
    }

    /**
     * Gradients of the weighted sum of the tasks' losses at the last {@link #forwardForTraining}; may be called again
     * with other arguments. Shared parameters and inputs see the task weights, heads do not: the step of a head does
     * not change with the weight of its task. The parameters' gradients are {@link #gradients}, those of the inputs are
     * written to the batch.
     *
     * @param logitGradients [task][row]
     * @param taskWeights [task]
     */
    public void backward(float[] logitGradients, double[] taskWeights) {
        start();
        for (int task = 0; task < logits.size(); task++) {
            setLogitGradient(task, logitGradients);
        }
        walk(new BackwardPass.Training(taskWeights));
    }

    /**
     * Adds one task's gradient of the shared parameters at the last {@link #forwardForTraining}; only that task's head
     * is walked. What {@link #gradients} holds for heads then means nothing.
     *
     * @param logitGradients [task][row], of which only the task's own are used
     * @param target [shared parameter], added to
     */
    public void sharedGradient(int task, float[] logitGradients, double[] target) {
        start();
        setLogitGradient(task, logitGradients);
        walk(new BackwardPass.Probe(task));
        layout.addShared(parameters.gradients(), target);
    }

    private void start() {
        columns.forEach(Columns::forgetGradient);
    }

    private void walk(BackwardPass pass) {
        for (int i = layers.size() - 1; i >= 0; i--) {
            layers.get(i).backward(pass);
        }
    }

    private void setLogitGradient(int task, float[] logitGradients) {
        if (trainingRows == 0) {
            throw new IllegalStateException("Backward pass for task " + task + " without a forward pass for training:"
                    + " gradients need the activations it keeps. Call forwardForTraining first; forward drops them.");
        }
        Columns logit = logits.get(task);
        System.arraycopy(logitGradients, task * trainingRows, logit.gradientArray(), logit.at(0), trainingRows);
    }

    private void requireRoom(float[] input, int rows, float[] target) {
        if (rows < 1 || (long) rows * inputWidth > input.length || (long) rows * logits.size() > target.length) {
            throw new IllegalArgumentException("Batch of " + rows + " rows with " + input.length
                    + " input values and room for " + target.length + " logits: it needs at least one row, "
                    + inputWidth
                    + " input values a row and " + logits.size() + " logits a row. Pass arrays of that length.");
        }
    }
}
