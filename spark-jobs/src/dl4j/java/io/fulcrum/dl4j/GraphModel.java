package io.fulcrum.dl4j;

import io.fulcrum.model.TrainableModel;
import io.fulcrum.model.embedding.SquaredNorm;
import io.fulcrum.model.graph.ParameterLayout;
import io.fulcrum.model.graph.ParameterLayout.Slice;
import io.fulcrum.model.loss.TaskSums;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.graph.ComputationGraphUpdater;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.ResetPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Any multi-output DL4J graph as a trainable model: its own losses, updaters, schedules and regularisation.
 *
 * <p>With all task weights one and no masks a step equals {@code ComputationGraph.fit}. Deviations: a task's loss is
 * the mean over its labelled rows, where DL4J divides by all rows; task weights scale only what flows into the shared
 * part; regularisation, which DL4J adds in the updater, is neither probed nor weighted. Parameters and optimiser state
 * are in the order of the user's own graph.
 */
public final class GraphModel implements TrainableModel<MultiDataSet> {

    private static final String STEP_WORKSPACE = "GRAPH_MODEL_STEP"; // open from forward pass to gradients
    private static final String LOOP_WORKSPACE = "GRAPH_MODEL_LOOP"; // recurrent layers open it for each time step
    private static final WorkspaceConfiguration WORKSPACE_CONFIGURATION = WorkspaceConfiguration.builder()
            .initialSize(0)
            .overallocationLimit(0.05)
            .policyAllocation(AllocationPolicy.OVERALLOCATE)
            .policyLearning(LearningPolicy.FIRST_LOOP)
            .policyReset(ResetPolicy.BLOCK_LEFT)
            .policySpill(SpillPolicy.REALLOCATE)
            .build();

    private final TaskGraph tasks;
    private final List<OutputLoss> losses; // [task]
    private final ComputationGraph graph;
    private final TaskGraphRun run;
    private final ParameterLayout layout;
    private final List<Slice> statistics; // running means and variances, whose "gradient" is an update of no loss
    private final boolean forwardAgain; // between the backward passes of a probe
    private final ComputationGraphUpdater updater;
    private final LayerWorkspaceMgr workspaces = LayerWorkspaceMgr.builder()
            .with(ArrayType.RNN_FF_LOOP_WORKING_MEM, LOOP_WORKSPACE, WORKSPACE_CONFIGURATION)
            .with(ArrayType.RNN_BP_LOOP_WORKING_MEM, LOOP_WORKSPACE, WORKSPACE_CONFIGURATION)
            .defaultWorkspace(STEP_WORKSPACE, WORKSPACE_CONFIGURATION)
            .build();
    private final float[] gradientCopy; // [parameter]
    private final double[] unitWeights; // [task]

    @SuppressWarnings("NullAway.Init") // set before it is read
    private MultiDataSet batch;

    private GraphModel(TaskGraph tasks) {
        this.tasks = tasks;
        this.losses = tasks.losses();
        this.graph = tasks.network();
        FusedDense.endAtInputs(graph);
        this.run = new TaskGraphRun(tasks, graph);
        this.layout = tasks.layout(graph);
        this.statistics = layout.slices().stream().filter(this::isStatistic).toList();
        this.forwardAgain = Arrays.stream(graph.getLayers()).anyMatch(GraphModel::backwardOnlyOnce);
        this.updater = graph.getUpdater();
        this.gradientCopy = new float[layout.size()];
        this.unitWeights = new double[tasks.tasks()];
        Arrays.fill(unitWeights, 1);
    }

    /** A model of a graph whose every output is an OutputLayer or LossLayer, with start values from its own seed. */
    public static GraphModel of(ComputationGraphConfiguration configuration) {
        return new GraphModel(TaskGraph.of(configuration));
    }

    @Override
    public ParameterLayout layout() {
        return layout;
    }

    @Override
    public void load(float[] parameters, float[] optimizerState, long step) {
        if (parameters.length != layout.size() || optimizerState.length != optimizerStateSize()) {
            throw new IllegalArgumentException(
                    "State of " + parameters.length + " parameters and " + optimizerState.length
                            + " optimiser values: this graph has " + layout.size() + " and " + optimizerStateSize()
                            + ". Load a state of the same graph and updater.");
        }
        NativeFloats.write(parameters, 0, graph.params());
        if (optimizerState.length > 0) {
            NativeFloats.write(optimizerState, 0, updater.getStateViewArray());
        }
        countedSteps(Math.toIntExact(step));
    }

    @Override
    public float[] parameters() {
        float[] copy = new float[layout.size()];
        NativeFloats.read(graph.params(), copy, 0);
        return copy;
    }

    @Override
    public float[] optimizerState() {
        float[] copy = new float[optimizerStateSize()];
        if (copy.length > 0) {
            NativeFloats.read(updater.getStateViewArray(), copy, 0);
        }
        return copy;
    }

    /** The forward pass is left to probe and step: what it keeps lies in a workspace that each opens for itself. */
    @Override
    public void read(MultiDataSet newBatch) {
        batch = newBatch;
    }

    @Override
    public TaskSums probe(double[][] sharedGradientSums) {
        TaskBatch labels = new TaskBatch(batch);
        try (MemoryWorkspace opened = workspaces.notifyScopeEntered(ArrayType.ACTIVATIONS)) {
            INDArray[] outputs = forward();
            for (int task = 0; task < tasks.tasks(); task++) {
                if (task > 0 && forwardAgain) {
                    outputs = forward();
                }
                labels.add(task, outputs[task]);
                run.backward(Map.of(task, labels.sumGradient(task, outputs[task])), unitWeights, workspaces);
                NativeFloats.read(graph.getFlattenedGradients(), gradientCopy, 0);
                for (Slice slice : statistics) {
                    Arrays.fill(gradientCopy, slice.offset(), slice.offset() + slice.length(), 0);
                }
                layout.addShared(gradientCopy, sharedGradientSums[task]);
            }
        } finally {
            forget();
        }
        return labels.sums();
    }

    @Override
    public TaskSums losses() {
        TaskBatch labels = new TaskBatch(batch);
        try (MemoryWorkspace opened = workspaces.notifyScopeEntered(ArrayType.ACTIVATIONS)) {
            INDArray[] outputs = forward();
            for (int task = 0; task < tasks.tasks(); task++) {
                labels.add(task, outputs[task]);
            }
        } finally {
            forget();
        }
        return labels.sums();
    }

    @Override
    public TaskSums step(double[] taskWeights) {
        TaskBatch labels = new TaskBatch(batch);
        Gradient gradient;
        try (MemoryWorkspace opened = workspaces.notifyScopeEntered(ArrayType.ACTIVATIONS)) {
            INDArray[] outputs = forward();
            Map<Integer, INDArray> gradients = new HashMap<>();
            for (int task = 0; task < tasks.tasks(); task++) {
                labels.add(task, outputs[task]);
                if (labels.labelled[task] > 0) {
                    gradients.put(task, labels.labelledMeanGradient(task, outputs[task]));
                }
            }
            gradient = run.backward(gradients, taskWeights, workspaces);
        } finally {
            forget();
        }
        NativeFloats.read(graph.getFlattenedGradients(), gradientCopy, 0);
        TaskSums sums = labels.sums().withSquaredGradient(SquaredNorm.of(gradientCopy));
        if (sums.isFinite()) {
            update(gradient, labels.rows);
        }
        return sums;
    }

    private INDArray[] forward() {
        graph.setLayerMaskArrays(batch.getFeaturesMaskArrays(), null);
        return run.forward(batch.getFeatures(), TaskGraphRun.Mode.TRAINING, workspaces);
    }

    /** What DL4J's stochastic gradient descent does with a gradient, except that the steps are counted by us. */
    private void update(Gradient gradient, int rows) {
        int steps = graph.getIterationCount();
        updater.update(gradient, steps, graph.getEpochCount(), rows, workspaces);
        graph.params().subi(gradient.gradient());
        countedSteps(steps + 1);
        graph.applyConstraints(steps + 1, graph.getEpochCount());
    }

    private void countedSteps(int steps) {
        graph.getConfiguration().setIterationCount(steps);
        for (Layer layer : graph.getLayers()) {
            layer.setIterationCount(steps);
        }
    }

    private boolean isStatistic(Slice slice) {
        int end = slice.name().lastIndexOf('_');
        return !graph.getVertex(slice.name().substring(0, end))
                .updaterDivideByMinibatch(slice.name().substring(end + 1));
    }

    private int optimizerStateSize() {
        return Optional.ofNullable(updater.getStateViewArray())
                .map(state -> Math.toIntExact(state.length()))
                .orElse(0);
    }

    /** Whether a layer's backward pass uses up what its forward pass kept, as dropout and normalisation do. */
    private static boolean backwardOnlyOnce(Layer layer) {
        org.deeplearning4j.nn.conf.layers.Layer settings = layer.conf().getLayer();
        boolean stateless = settings instanceof DenseLayer || settings instanceof ActivationLayer;
        boolean noisy =
                settings.getIDropout() != null || settings instanceof BaseLayer base && base.getWeightNoise() != null;
        return noisy || !stateless;
    }

    private void forget() {
        graph.clearLayerMaskArrays();
        graph.clearLayersStates();
    }

    @Override
    public void close() {
        if (optimizerStateSize() > 0 && updater.getStateViewArray().closeable()) {
            updater.getStateViewArray().close();
        }
        run.close();
    }

    /** One batch's labels, and what they add to each task's sums. */
    private final class TaskBatch {
        private final MultiDataSet batch;
        private final int rows;
        private final double[] lossSums = new double[tasks.tasks()];
        private final long[] labelled = new long[tasks.tasks()];

        private TaskBatch(MultiDataSet batch) {
            if (batch.getLabels().length != tasks.tasks()) {
                throw new IllegalArgumentException(
                        "Batch with " + batch.getLabels().length + " label arrays for outputs " + tasks.outputs()
                                + ": every task needs one. Give one label array per output, in the graph's order.");
            }
            this.batch = batch;
            this.rows = Math.toIntExact(batch.getFeatures(0).size(0));
        }

        private void add(int task, INDArray output) {
            OutputLoss by = losses.get(task);
            lossSums[task] =
                    by.loss().computeScore(batch.getLabels(task), output.dup(), by.activation(), mask(task), false);
            INDArray mask = mask(task);
            labelled[task] = mask == null
                    ? rows
                    : LabelMask.labelledRows(mask, tasks.outputs().get(task));
        }

        private INDArray sumGradient(int task, INDArray output) {
            OutputLoss by = losses.get(task);
            return by.loss().computeGradient(batch.getLabels(task), output.dup(), by.activation(), mask(task));
        }

        /** Scaled so that the updater's division by all rows leaves the mean over labelled ones. */
        private INDArray labelledMeanGradient(int task, INDArray output) {
            INDArray sum = sumGradient(task, output);
            return labelled[task] == rows ? sum : sum.muli((double) rows / labelled[task]);
        }

        private @Nullable INDArray mask(int task) {
            INDArray[] masks = batch.getLabelsMaskArrays();
            return masks == null ? null : masks[task];
        }

        private TaskSums sums() {
            return new TaskSums(lossSums, labelled, rows);
        }
    }
}
