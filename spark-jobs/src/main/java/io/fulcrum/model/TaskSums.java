package io.fulcrum.model;

/** What one batch adds to the loss of each task: sums over labelled rows, never averages. */
public record TaskSums(
    double[] lossSums, // [task]
    long[] labelled, // [task]
    int rows) {

  public TaskSums {
    if (lossSums.length != labelled.length) {
      throw new IllegalArgumentException("Task sums hold " + lossSums.length + " losses but " + labelled.length
          + " labelled counts: both must have one entry per task. Make them of the same length.");
    }
  }
}
