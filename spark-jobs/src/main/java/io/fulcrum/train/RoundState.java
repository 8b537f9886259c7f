package io.fulcrum.train;

import io.fulcrum.model.RowRecords;
import io.fulcrum.model.TaskSums;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What workers bring back from a round: sums and counts, never averages. One task fills it, then it is only merged; an
 * empty state is neutral, and states are merged in the order of the round's shards so that sums have one rounding.
 */
public final class RoundState implements Serializable {
  private static final long serialVersionUID = 1L;

  private final TaskLosses probeLosses;
  private final TaskLosses stepLosses;
  private final GradientSums gradientSums; // over the labelled rows of the probe
  private final WeightedSum parameters = new WeightedSum();
  private final WeightedSum optimizerState = new WeightedSum();
  private final List<RowRecords> rows = new ArrayList<>(); // [worker]
  private final List<Trouble> troubles = new ArrayList<>();
  private long bytes;
  private long examples;
  private long steps;
  private double probeSeconds;
  private double stepSeconds;

  public RoundState(int tasks, int sharedParameters) {
    probeLosses = new TaskLosses(tasks);
    stepLosses = new TaskLosses(tasks);
    gradientSums = new GradientSums(tasks, sharedParameters);
  }

  /** Returns [task][shared parameter] for a probe to add to. */
  double[][] gradientSums() {
    return gradientSums.sums();
  }

  void addProbe(TaskSums batch) {
    probeLosses.add(batch);
  }

  void addStep(TaskSums batch) {
    stepLosses.add(batch);
    examples += batch.rows();
    steps++;
  }

  void addTrouble(Trouble trouble) {
    troubles.add(trouble);
  }

  void addSeconds(double probe, double localSteps) {
    probeSeconds = Math.max(probeSeconds, probe);
    stepSeconds = Math.max(stepSeconds, localSteps);
  }

  /** Ends the filling of this state with what the steps led to. */
  void finish(float[] endParameters, float[] endOptimizerState, RowRecords touched) {
    parameters.add(endParameters, examples);
    optimizerState.add(endOptimizerState, examples);
    if (examples > 0) {
      rows.add(touched);
      bytes = gradientSums.bytes() + parameters.bytes() + optimizerState.bytes() + touched.bytes();
    }
  }

  /** Adds the work of later shards to this state. */
  public RoundState merge(RoundState other) {
    probeLosses.merge(other.probeLosses);
    stepLosses.merge(other.stepLosses);
    gradientSums.merge(other.gradientSums);
    parameters.merge(other.parameters);
    optimizerState.merge(other.optimizerState);
    rows.addAll(other.rows);
    troubles.addAll(other.troubles);
    bytes += other.bytes;
    examples += other.examples;
    steps = Math.max(steps, other.steps);
    addSeconds(other.probeSeconds, other.stepSeconds);
    return this;
  }

  /** Rows trained on, over all workers. */
  public long examples() {
    return examples;
  }

  /** Steps of the longest worker: by so many the round moves the schedule on. */
  public long steps() {
    return steps;
  }

  /** Seconds of the slowest worker. */
  double probeSeconds() {
    return probeSeconds;
  }

  /** Seconds of the slowest worker. */
  double stepSeconds() {
    return stepSeconds;
  }

  TaskLosses probeLosses() {
    return probeLosses;
  }

  TaskLosses stepLosses() {
    return stepLosses;
  }

  WeightedSum parameters() {
    return parameters;
  }

  WeightedSum optimizerState() {
    return optimizerState;
  }

  List<RowRecords> rows() {
    return rows;
  }

  Optional<Trouble> trouble() {
    return troubles.stream().findFirst();
  }

  /** Bytes that the merged states took on the wire, all together. */
  long bytes() {
    return bytes;
  }
}
