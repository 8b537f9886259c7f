package io.fulcrum.model;

import io.fulcrum.contract.LabelScale;
import io.fulcrum.data.Batch;
import io.fulcrum.model.embedding.EmbeddingGradients;
import io.fulcrum.model.embedding.EmbeddingOverlay;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.embedding.RowRecords;
import io.fulcrum.model.embedding.SquaredNorm;
import io.fulcrum.model.graph.BatchLabels;
import io.fulcrum.model.graph.InputLayout;
import io.fulcrum.model.graph.ParameterLayout;
import io.fulcrum.model.kernel.ColumnLoops;
import io.fulcrum.model.layer.BackwardPass.Probe;
import io.fulcrum.model.layer.Measures;
import io.fulcrum.model.loss.LossSum;
import io.fulcrum.model.loss.TaskLoss;
import io.fulcrum.model.loss.TaskSums;
import io.fulcrum.model.loss.TrainingLabels;
import io.fulcrum.model.loss.WeightedRows;
import io.fulcrum.model.optimizer.DenseOptimizer;
import io.fulcrum.model.optimizer.OptimizerSettings;
import java.util.List;

/**
 * A multi-task network on top of embedding tables, as one running task trains it: the dense parameters are its own, the
 * tables are read from a replica and changed in an overlay.
 */
public final class RecommenderModel implements TrainableModel<Batch> {
    private final MultiTaskNetwork network;
    private final OptimizerSettings optimizer;
    private final List<TaskLoss> losses;
    private final List<LabelScale> scales;
    private final NetworkInput input;
    private final DenseOptimizer dense;
    private final ForeseenStep foreseen;

    @SuppressWarnings("NullAway.Init") // set before it is read
    private EmbeddingTables tables;

    @SuppressWarnings("NullAway.Init") // set before it is read
    private EmbeddingOverlay overlay;

    @SuppressWarnings("NullAway.Init") // set before it is read
    private Batch batch; // read last; none after a load, for its shard is as large as all that a round trains on

    private Measures measures = new Measures();
    private long step;
    private long denseStart; // counted step at which the dense optimiser state was zero
    private float[] logits = new float[0]; // [task][row]
    private float[] labels = new float[0]; // [task][row], scaled
    private float[] weights = new float[0]; // [task][row], where the batch has weights
    private float[] logitGradients = new float[0]; // [task][row]
    private final float[][] byRepresentation; // [task][column of the representation][row]
    private final boolean[] weighted; // [task] of the batch
    private TrainingLabels batchLabels; // kept while the arrays are the same

    /** Makes a model that is trained with the default losses of its tasks. */
    public RecommenderModel(ModelSpec spec, OptimizerSettings optimizer) {
        this(spec, optimizer, TaskLoss.of(spec.tasks()));
    }

    public RecommenderModel(ModelSpec spec, OptimizerSettings optimizer, List<TaskLoss> losses) {
        network = MultiTaskNetwork.of(spec);
        this.optimizer = optimizer;
        this.losses = List.copyOf(losses);
        byRepresentation = new float[losses.size()][0];
        scales = spec.scales();
        weighted = new boolean[losses.size()];
        batchLabels = new TrainingLabels(losses, labels, weights, weighted, 0);
        InputLayout layout = spec.inputLayout();
        input = new NetworkInput(layout, network.written());
        dense = new DenseOptimizer(optimizer.rule(), network.parameters(), network.gradients());
        foreseen = new ForeseenStep(network.layout(), layout.inputWidth());
    }

    @Override
    public ParameterLayout layout() {
        return network.layout();
    }

    /** Sets the replica of the tables that the next {@link #load} starts from; it is only read. */
    public void embeddings(EmbeddingTables replica) {
        tables = replica;
    }

    @Override
    @SuppressWarnings("NullAway") // no batch until the next read
    public void load(float[] newParameters, float[] newState, long newStep) {
        network.setParameters(newParameters);
        measures = new Measures();
        network.takeTerms(new Measures()); // of steps before
        dense.load(newState);
        step = newStep;
        batch = null;
        denseStart = isZero(newState) ? newStep : 0;
        if (overlay == null) {
            overlay = new EmbeddingOverlay(tables);
        } else {
            overlay.restart(tables);
        }
    }

    @Override
    public float[] parameters() {
        return network.parameters().clone();
    }

    @Override
    public float[] optimizerState() {
        return dense.state();
    }

    @Override
    public RowRecords touchedRows() {
        return overlay.touched();
    }

    @Override
    public void read(Batch newBatch) {
        foreseen.forget();
        batch = newBatch;
        input.fill(batch, overlay);
        forward();
        fillLabels();
        fillWeights();
    }

    @Override
    public void expectStep(double[] taskWeights) {
        if (network.isSumOfTasks()) {
            foreseen.expect(taskWeights, input.rows());
        }
    }

    @Override
    public TaskSums probe(double[][] sharedGradientSums) {
        TaskSums sums = lossesWithRowGradients();
        for (int task = 0; task < losses.size(); task++) {
            probe(task, sums, sharedGradientSums[task], Probe.SHARED);
        }
        return sums;
    }

    @Override
    public TaskSums probe(double[][] sharedGradientSums, EmbeddingGradients embeddingGradientSums) {
        TaskSums sums = lossesWithRowGradients();
        for (int task = 0; task < losses.size(); task++) {
            probe(task, sums, sharedGradientSums[task], Probe.SHARED_AND_INPUTS);
            input.scatter(batch, overlay);
            overlay.takeGradients(task, embeddingGradientSums);
        }
        return sums;
    }

    private void probe(int task, TaskSums sums, double[] sharedGradientSum, Probe pass) {
        network.sharedGradient(task, logitGradients, sharedGradientSum, foreseen.isExpected() ? Probe.ALL : pass);
        if (foreseen.isExpected()) {
            foreseen.add(sums.weights()[task], network.gradients());
        }
    }

    @Override
    public TaskSums probeRepresentation(double[][] products) {
        int entries = Math.multiplyExact(network.representationWidth(), batch.size());
        if (entries == 0) {
            return TrainableModel.super.probeRepresentation(products);
        }
        TaskSums sums = lossesWithRowGradients();
        for (int task = 0; task < losses.size(); task++) {
            if (byRepresentation[task].length < entries) {
                byRepresentation[task] = new float[entries];
            }
            network.representationGradient(task, logitGradients, byRepresentation[task]);
            for (int other = 0; other <= task; other++) {
                double product = ColumnLoops.dot(byRepresentation[task], byRepresentation[other], entries);
                products[task][other] += product;
                products[other][task] = products[task][other];
            }
        }
        return sums;
    }

    @Override
    public TaskSums losses() {
        return lossesWithRowGradients();
    }

    @Override
    public void observe() {
        network.observe(measures);
    }

    @Override
    public Measures measures() {
        network.takeTerms(measures);
        return measures;
    }

    @Override
    public TaskSums step(double[] taskWeights) {
        TaskSums sums = lossesWithMeanGradients();
        double squared = foreseen.write(taskWeights, network.gradients()) ? completeForeseen() : Double.NaN;
        if (!Double.isFinite(squared)) {
            network.backward(logitGradients, taskWeights, batchLabels());
            squared = complete();
        }
        TaskSums measured = sums.withSquaredGradient(squared);
        if (measured.isFinite()) {
            move(squared);
            network.countTerms();
        } else {
            overlay.leaveOut();
        }
        return measured;
    }

    /** Sums of all rows' gradients may have overflowed where their mean does not: then they do not count. */
    private double completeForeseen() {
        network.addPenalties();
        double squared = complete();
        if (!Double.isFinite(squared)) {
            overlay.leaveOut();
        }
        return squared;
    }

    /** Adds what the losses do not have to their gradients, hands them on and returns their squared length. */
    private double complete() {
        addL2();
        input.scatter(batch, overlay);
        return SquaredNorm.of(network.gradients()) + overlay.squaredGradientNorm();
    }

    @Override
    public void close() {
        // Everything lies on the heap.
    }

    private void forward() {
        int cells = losses.size() * batch.size();
        if (logits.length != cells) {
            logits = new float[cells];
            labels = new float[cells];
            logitGradients = new float[cells];
        }
        network.at(batch.address());
        network.forwardForTraining(input.rows(), logits);
    }

    private TaskSums lossesWithRowGradients() {
        return losses(Divisor.NONE);
    }

    private TaskSums lossesWithMeanGradients() {
        return losses(Divisor.LABELLED_ROWS);
    }

    /** What the gradients of the rows' losses are divided by. */
    private enum Divisor {
        NONE,
        LABELLED_ROWS
    }

    /** Sums the tasks' losses and writes their gradients. What it returns is all that it allocates. */
    private TaskSums losses(Divisor divisor) {
        double[] sums = new double[losses.size()];
        long[] labelled = new long[losses.size()];
        double[] weightSums = new double[losses.size()];
        for (int task = 0; task < sums.length; task++) {
            LossSum sum = batch.shard().isWeighted(task) ? weightedLoss(task, divisor) : loss(task, divisor);
            sums[task] = sum.sum();
            labelled[task] = sum.labelled();
            weightSums[task] = sum.weight();
        }
        return new TaskSums(sums, labelled, weightSums, batch.size(), 0);
    }

    private LossSum loss(int task, Divisor divisor) {
        TaskLoss loss = losses.get(task);
        int offset = task * batch.size();
        return divisor == Divisor.NONE
                ? loss.rowGradients(logits, labels, offset, batch.size(), logitGradients)
                : loss.meanGradients(logits, labels, offset, batch.size(), logitGradients);
    }

    private LossSum weightedLoss(int task, Divisor divisor) {
        TaskLoss loss = losses.get(task);
        WeightedRows rows = new WeightedRows(logits, labels, weights, task * batch.size(), batch.size());
        return divisor == Divisor.NONE
                ? loss.rowGradients(rows, logitGradients)
                : loss.meanGradients(rows, logitGradients);
    }

    private void fillWeights() {
        for (int task = 0; task < losses.size(); task++) {
            if (batch.shard().isWeighted(task)) {
                weights = weights.length == labels.length ? weights : new float[labels.length];
                float[] column = batch.shard().weights()[task];
                for (int i = 0; i < batch.size(); i++) {
                    weights[task * batch.size() + i] = column[batch.row(i)];
                }
            }
        }
    }

    private void fillLabels() {
        for (int task = 0; task < losses.size(); task++) {
            float[] column = batch.shard().labels()[task];
            LabelScale scale = scales.get(task);
            LabelScale stored = batch.shard().scales().get(task);
            for (int i = 0; i < batch.size(); i++) {
                labels[task * batch.size() + i] = scale.rescaled(column[batch.row(i)], stored);
            }
        }
    }

    private BatchLabels batchLabels() {
        for (int task = 0; task < weighted.length; task++) {
            weighted[task] = batch.shard().isWeighted(task);
        }
        if (batchLabels.labels() != labels || batchLabels.weights() != weights || batchLabels.rows() != batch.size()) {
            batchLabels = new TrainingLabels(losses, labels, weights, weighted, batch.size());
        }
        return batchLabels;
    }

    private void addL2() {
        float l2 = (float) optimizer.l2();
        float[] gradient = network.gradients();
        float[] parameters = network.parameters();
        for (int i = 0; l2 != 0 && i < gradient.length; i++) {
            gradient[i] += l2 * parameters[i];
        }
    }

    private void move(double squaredGradient) {
        step++;
        double rate = optimizer.learningRate().at(step);
        float scale = clipScale(Math.sqrt(squaredGradient));
        float[] gradient = network.gradients();
        for (int i = 0; scale != 1 && i < gradient.length; i++) {
            gradient[i] *= scale;
        }
        dense.step(rate, step - denseStart);
        overlay.step(optimizer.rows().rule(), optimizer.rows().learningRate().at(step), step, scale);
    }

    /** Adam corrects its moments by the steps since they were zero, which they are again after a reset. */
    private static boolean isZero(float[] state) {
        for (float value : state) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    private float clipScale(double norm) {
        return norm > optimizer.clipNorm() ? (float) (optimizer.clipNorm() / norm) : 1;
    }
}
