package io.fulcrum.contract;

import java.util.List;

/**
 * What one split holds.
 *
 * @param rows number of rows, at least one
 * @param labels per task, in task order
 */
public record SplitSummary(long rows, List<LabelSummary> labels) {
  /**
   * The labels of one task in one split.
   *
   * @param labelled rows with a label
   * @param sum sum of the labels: for a binary task the number of positives
   */
  public record LabelSummary(long labelled, double sum) {}

  public SplitSummary {
    labels = List.copyOf(labels);
    if (rows < 1) {
      throw new IllegalArgumentException("A split has " + rows + " rows, but none may be empty."
          + " Check the filter and data.split.");
    }
  }
}
