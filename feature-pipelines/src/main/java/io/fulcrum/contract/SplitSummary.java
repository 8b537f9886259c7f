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
     * @param deviation standard deviation of the labels, 0 without labels
     */
    public record LabelSummary(long labelled, double sum, double deviation) {
        public LabelSummary {
            if (labelled < 0 || !Double.isFinite(sum) || !Double.isFinite(deviation) || deviation < 0) {
                throw new IllegalArgumentException("Labels are summed up as " + labelled + " with sum " + sum
                        + " and deviation " + deviation + ", which must be finite, count and deviation not negative."
                        + " Prepare the data again.");
            }
        }
    }

    public SplitSummary {
        labels = List.copyOf(labels);
        if (rows < 1) {
            throw new IllegalArgumentException(
                    "A split has " + rows + " rows, but none may be empty." + " Check the filter and data.split.");
        }
    }
}
