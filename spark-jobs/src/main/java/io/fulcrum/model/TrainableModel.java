package io.fulcrum.model;

import io.fulcrum.model.embedding.EmbeddingGradients;
import io.fulcrum.model.embedding.RowRecords;
import io.fulcrum.model.graph.ParameterLayout;
import io.fulcrum.model.layer.Measures;
import io.fulcrum.model.loss.TaskSums;

/**
 * A network that a local trainer can load, probe and step, whatever its batches are; not thread-safe, one per
 * running task.
 */
public interface TrainableModel<B> extends AutoCloseable {

    /** Which parameters are shared and which belong to a head. */
    ParameterLayout layout();

    /** Starts from these parameters and optimiser state, after {@code step} counted steps. */
    void load(float[] parameters, float[] optimizerState, long step);

    /** The parameters now, as a copy in the order of the layout. */
    float[] parameters();

    /** The optimiser state now, as a copy; empty for an optimiser without state. */
    float[] optimizerState();

    /** Takes up a batch: one forward pass serves the probe and the step that go back from it. */
    void read(B batch);

    /**
     * Announces that, after it has been probed, a step with these task weights will be taken on the batch read last: a
     * model may then put the step's gradient together from the tasks' gradients, which saves a backward pass.
     */
    default void expectStep(double[] taskWeights) {}

    /**
     * Measures each task's gradient of the shared parameters on the batch read last, without stepping.
     *
     * @param sharedGradientSums [task][shared parameter], to which sums over labelled rows, each times its
     *     weight, are added (not means)
     */
    TaskSums probe(double[][] sharedGradientSums);

    /**
     * As {@link #probe(double[][])}, and each task's gradient of the embedding rows that the batch uses. A model
     * without tables adds none.
     *
     * @param embeddingGradientSums to which sums over labelled examples, each times its weight, are added (not means)
     */
    default TaskSums probe(double[][] sharedGradientSums, EmbeddingGradients embeddingGradientSums) {
        return probe(sharedGradientSums);
    }

    /**
     * Measures, on the batch read last and without stepping, the inner products of the tasks' gradients by the
     * representation that all their heads read. Rows are kept apart: with r_k,i the gradient of task k's loss of row i
     * by the representation of row i, times the row's weight, and zero without a label, an entry is Σ_i r_k,i · r_l,i.
     *
     * @param products [task][task], to which sums over rows are added (not means)
     * @throws UnsupportedOperationException if the tasks have no representation in common
     */
    default TaskSums probeRepresentation(double[][] products) {
        throw new UnsupportedOperationException("This model has no common representation. Measure gradients of its"
                + " shared parameters: set balance.probe.of = shared.");
    }

    /** Measures each task's loss on the batch read last, without gradients and without stepping. */
    TaskSums losses();

    /**
     * Takes one optimiser step on the weighted sum of the tasks' labelled-row mean losses on the batch read last; no
     * step at all, with nothing changed, if what it returns is not finite. After a step the next batch must be read.
     */
    TaskSums step(double[] taskWeights);

    /** Measures what the network computed of the batch read last, for people to look at. */
    default void observe() {}

    /** What was measured of the network since the last load. */
    default Measures measures() {
        return new Measures();
    }

    /** Reads a batch and probes it. */
    default TaskSums probe(B batch, double[][] sharedGradientSums) {
        read(batch);
        return probe(sharedGradientSums);
    }

    /** Reads a batch and takes a step on it. */
    default TaskSums step(B batch, double[] taskWeights) {
        read(batch);
        return step(taskWeights);
    }

    /** The embedding rows that steps touched since the last load; none for a model without tables. */
    default RowRecords touchedRows() {
        return RowRecords.none();
    }

    @Override
    void close();
}
