package io.fulcrum.model;

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

  /**
   * Measures each task's gradient of the shared parameters at the present parameters, without stepping.
   *
   * @param sharedGradientSums [task][shared parameter], to which sums over labelled rows (not means) are added
   */
  TaskSums probe(B batch, double[][] sharedGradientSums);

  /**
   * Takes one optimiser step on the weighted sum of the tasks' labelled-row mean losses; no step at all, with nothing
   * changed, if what it returns is not finite.
   */
  TaskSums step(B batch, double[] taskWeights);

  /** The embedding rows that steps touched since the last load; none for a model without tables. */
  default RowRecords touchedRows() {
    return RowRecords.none();
  }

  @Override
  void close();
}
