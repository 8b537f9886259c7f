package io.fulcrum.model;

import io.fulcrum.data.StepAddress;
import io.fulcrum.model.architecture.Architecture;
import io.fulcrum.model.embedding.NetworkRows;
import io.fulcrum.model.graph.BatchLabels;
import io.fulcrum.model.graph.ColumnOperation.Range;
import io.fulcrum.model.graph.NetworkGraph;
import io.fulcrum.model.graph.ParameterLayout;
import io.fulcrum.model.graph.ParameterLayout.Head;
import io.fulcrum.model.graph.SharedRepresentation;
import io.fulcrum.model.kernel.Arithmetic;
import io.fulcrum.model.kernel.ColumnLoops;
import io.fulcrum.model.kernel.FastArithmetic;
import io.fulcrum.model.kernel.FixedOrderArithmetic;
import io.fulcrum.model.kernel.FlatParameters;
import io.fulcrum.model.kernel.Matrix;
import io.fulcrum.model.layer.BackwardPass;
import io.fulcrum.model.layer.BackwardPass.Probe;
import io.fulcrum.model.layer.BlendColumns;
import io.fulcrum.model.layer.ColumnOrder;
import io.fulcrum.model.layer.Columns;
import io.fulcrum.model.layer.FirstLayer;
import io.fulcrum.model.layer.Layer;
import io.fulcrum.model.layer.LayerNoise;
import io.fulcrum.model.layer.Measures;
import io.fulcrum.model.layer.NetworkLayers;
import io.fulcrum.model.layer.NetworkObserver;
import io.fulcrum.model.layer.PenaltyTerms;
import io.fulcrum.model.layer.StepTerm;
import io.fulcrum.model.layer.TermPass;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

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
    private final Layer[] layers;
    private final int scoredLayers; // the first ones; the others are for terms alone
    private final TermPass[] terms;
    private final StepTerm[] counted; // those that the log of a round reports
    private final boolean addsToTasks; // to their losses, besides penalties that are functions of parameters alone
    private final List<NetworkObserver> observers;
    private final ParameterLayout layout;
    private final PenaltyTerms.Term[] penalties;
    private final FlatParameters parameters;
    private final Columns[] logits; // [task]
    private final Head[] heads; // [task]
    private final Columns[] columns;
    private final Layer[] headLayers;
    private final Columns[] representation; // common to all tasks; none where there is none
    private final int representationWidth;
    private final Arithmetic arithmetic;
    private final List<Range> written; // columns that layers above the first read
    private final BackwardPass.Training step; // its task weights are those of the step at hand
    private final LayerNoise noise = new LayerNoise();
    private StepAddress address = StepAddress.NONE;
    private int trainingRows;
    private boolean hasTermLogits; // of the last forward pass for training

    private MultiTaskNetwork(NetworkGraph graph, FlatParameters parameters, Arithmetic arithmetic) {
        NetworkLayers built = new NetworkLayers(graph, parameters, noise);
        inputWidth = graph.input().width();
        written = graph.written();
        this.parameters = parameters;
        this.arithmetic = arithmetic;
        layers = built.layers().toArray(Layer[]::new);
        scoredLayers = built.scoredLayers();
        terms = built.terms().toArray(TermPass[]::new);
        counted = built.counted().toArray(StepTerm[]::new);
        addsToTasks = counted.length > 0 || graph.operations().stream().anyMatch(BlendColumns::isPenalised);
        observers = NetworkObserver.of(graph, built);
        first = (FirstLayer) layers[0];
        layout = graph.layout();
        penalties = PenaltyTerms.of(graph).toArray(PenaltyTerms.Term[]::new);
        columns = built.columns().toArray(Columns[]::new);
        logits = built.logits().toArray(Columns[]::new);
        heads = IntStream.range(0, logits.length).mapToObj(Head::new).toArray(Head[]::new);
        step = new BackwardPass.Training(new double[logits.length]);
        headLayers = built.headLayers().toArray(Layer[]::new);
        Optional<SharedRepresentation> common = SharedRepresentation.of(graph);
        representationWidth = common.map(SharedRepresentation::width).orElse(0);
        representation = common.stream()
                .flatMap(shared -> shared.values().stream())
                .map(built::made)
                .toArray(Columns[]::new);
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
        return build(NetworkGraph.of(architecture, inputWidth, tasks), seed);
    }

    /** Builds a network with parameters drawn from the seed alone. */
    public static MultiTaskNetwork build(NetworkGraph graph, long seed) {
        return new MultiTaskNetwork(graph, NetworkLayers.drawn(graph, seed), new FastArithmetic());
    }

    /** Builds the network of a model with its first parameters. */
    public static MultiTaskNetwork of(ModelSpec spec) {
        return build(spec.graph(), spec.seed());
    }

    /** Builds the network of a model that only scores, over its parameters. */
    static MultiTaskNetwork forScoring(Recommender model) {
        return forScoring(ScoredNetwork.of(model));
    }

    /**
     * Builds a network that only scores, in arithmetic of one fixed order.
     *
     * @param parameters of the network that trained, in the order of its layout; read, never changed
     */
    static MultiTaskNetwork forScoring(Architecture architecture, int inputWidth, int tasks, float[] parameters) {
        return forScoring(ScoredNetwork.of(NetworkGraph.of(architecture, inputWidth, tasks), parameters));
    }

    private static MultiTaskNetwork forScoring(ScoredNetwork scored) {
        FlatParameters kept = new FlatParameters(scored.parameters(), new float[0]);
        return new MultiTaskNetwork(scored.graph(), kept, new FixedOrderArithmetic());
    }

    /** Which parameters are shared and which belong to a head. */
    public ParameterLayout layout() {
        return layout;
    }

    /** Columns that the layer on the input puts out. */
    int firstWidth() {
        return first.width();
    }

    /** Returns the columns of the input that layers above the first read, which must be written out row by row. */
    List<Range> written() {
        return written;
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
    public void forwardForTraining(NetworkRows batch, float[] target) {
        requireRoom(batch.values(), batch.rows(), target);
        noise.start(address);
        run(batch, target);
        trainingRows = batch.rows();
    }

    /** Sets where the next forward passes for training are in their run; a step has one address. */
    public void at(StepAddress next) {
        address = next;
    }

    /** As {@link #forward(float[], int, float[])}, for rows whose fields may be kept apart. */
    void forward(NetworkRows batch, float[] target) {
        trainingRows = 0;
        noise.stop();
        run(batch, target);
    }

    private void run(NetworkRows batch, float[] target) {
        first.read(batch);
        hasTermLogits = false;
        forward(0, scoredLayers, batch.rows());
        for (int task = 0; task < logits.length; task++) {
            Columns logit = logits[task];
            System.arraycopy(logit.valueArray(), logit.at(0), target, task * batch.rows(), batch.rows());
        }
    }

    private void forward(int from, int to, int rows) {
        for (int i = from; i < to; i++) {
            layers[i].resize(rows);
            layers[i].forward(arithmetic);
        }
    }

    /**
     * Gradients of the weighted sum of the tasks' losses at the last {@link #forwardForTraining}, and of penalties, but
     * not of terms; may be called again with other arguments. Shared parameters and inputs see the task weights, heads
     * do not: the step of a head does not change with the weight of its task. The parameters' gradients are {@link
     * #gradients}, those of the inputs are written to the batch.
     *
     * @param logitGradients [task][row]
     * @param taskWeights [task]
     */
    public void backward(float[] logitGradients, double[] taskWeights) {
        BackwardPass pass = startStep(logitGradients, taskWeights);
        finishStep(pass);
    }

    /**
     * As {@link #backward(float[], double[])}, with the terms that the architecture adds to the losses.
     *
     * @param labels of the batch that {@link #forwardForTraining} read
     */
    void backward(float[] logitGradients, double[] taskWeights, BatchLabels labels) {
        BackwardPass pass = startStep(logitGradients, taskWeights);
        if (terms.length > 0 && !hasTermLogits) {
            forward(scoredLayers, layers.length, trainingRows);
            hasTermLogits = true;
        }
        for (TermPass term : terms) {
            term.addGradients(labels, pass);
        }
        finishStep(pass);
    }

    private BackwardPass startStep(float[] logitGradients, double[] taskWeights) {
        start();
        clearInputs();
        System.arraycopy(taskWeights, 0, step.taskWeights(), 0, logits.length);
        for (int task = 0; task < logits.length; task++) {
            setLogitGradient(task, logitGradients, step);
        }
        return step;
    }

    private void finishStep(BackwardPass pass) {
        walk(layers, pass);
        addPenalties();
    }

    /** Whether a step's gradients, but for those of penalties, are sums of the tasks' own. */
    boolean isSumOfTasks() {
        return !addsToTasks;
    }

    /** Adds the gradients of penalties to {@link #gradients}. */
    void addPenalties() {
        for (PenaltyTerms.Term penalty : penalties) {
            penalty.addGradient(parameters);
        }
    }

    /**
     * Adds one task's gradient of the shared parameters at the last {@link #forwardForTraining}; only what
     * leads to its logit is walked. What {@link #gradients} holds for heads then means nothing.
     *
     * @param logitGradients [task][row], of which only the task's own are used
     * @param target [shared parameter], added to
     */
    public void sharedGradient(int task, float[] logitGradients, double[] target) {
        sharedGradient(task, logitGradients, target, Probe.SHARED);
    }

    /**
     * As {@link #sharedGradient}, and measures what else the pass does: gradients by the inputs are written to the
     * batch, those by all parameters are {@link #gradients}.
     */
    void sharedGradient(int task, float[] logitGradients, double[] target, Probe pass) {
        start();
        if (pass.reachesInputs()) {
            clearInputs();
        }
        setLogitGradient(task, logitGradients, pass);
        walk(layers, pass);
        layout.addShared(parameters.gradients(), target);
    }

    /** Columns of the representation that all tasks have in common; 0 where there is none. */
    int representationWidth() {
        return representationWidth;
    }

    /**
     * Writes one task's gradient by the common representation at the last {@link #forwardForTraining}. Only the task's
     * head is walked, and no gradient of parameters is computed.
     *
     * @param logitGradients [task][row], of which only the task's own are used
     * @param target [column][row], written
     */
    void representationGradient(int task, float[] logitGradients, float[] target) {
        start();
        setLogitGradient(task, logitGradients, Probe.REPRESENTATION);
        walk(headLayers, Probe.REPRESENTATION);
        int at = 0;
        for (Columns part : representation) {
            Matrix written = new Matrix(
                    target, new Matrix.Shape(at, trainingRows, part.width(), trainingRows, Matrix.Order.COLUMNS));
            if (!part.hasGradient()) {
                written.clear();
            } else if (part.order() == Matrix.Order.COLUMNS) {
                written.take(part.gradients());
            } else {
                ColumnOrder.copy(part.gradients(), written);
            }
            at += part.entries();
        }
    }

    private void start() {
        for (Columns one : columns) {
            one.forgetGradient();
        }
    }

    /** Several layers add to the input's gradient where some read its columns written out. */
    private void clearInputs() {
        if (!written.isEmpty()) {
            first.clearInputGradients();
        }
    }

    private static void walk(Layer[] layers, BackwardPass pass) {
        for (int i = layers.length - 1; i >= 0; i--) {
            layers[i].backward(pass);
        }
    }

    /** A logit that other tasks read too is shared, so the task's weight acts on it. */
    private void setLogitGradient(int task, float[] logitGradients, BackwardPass pass) {
        if (trainingRows == 0) {
            throw new IllegalStateException("Backward pass for task " + task + " without a forward pass for training:"
                    + " gradients need the activations it keeps. Call forwardForTraining first; forward drops them.");
        }
        Columns logit = logits[task];
        System.arraycopy(logitGradients, task * trainingRows, logit.gradientArray(), 0, trainingRows);
        logit.keptGradient();
        float factor = pass.factor(heads[task], logit.owner());
        if (factor != 1) {
            ColumnLoops.scale(logit.gradientArray(), 0, trainingRows, factor);
        }
    }

    /** Adds what the layers put out in the last forward pass. */
    void observe(Measures target) {
        observers.forEach(observer -> observer.observe(target));
    }

    /** Counts what terms added to the loss of the last step. */
    public void countTerms() {
        for (StepTerm term : counted) {
            term.count();
        }
    }

    /** Adds what terms added to the losses of the steps counted since the last call. */
    public void takeTerms(Measures target) {
        for (StepTerm term : counted) {
            term.take(target);
        }
    }

    private void requireRoom(float[] input, int rows, float[] target) {
        if (rows < 1 || (long) rows * inputWidth > input.length || (long) rows * logits.length > target.length) {
            throw new IllegalArgumentException("Batch of " + rows + " rows with " + input.length
                    + " input values and room for " + target.length + " logits: it needs at least one row, "
                    + inputWidth
                    + " input values a row and " + logits.length + " logits a row. Pass arrays of that length.");
        }
    }
}
