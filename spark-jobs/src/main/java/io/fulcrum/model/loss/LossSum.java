package io.fulcrum.model.loss;

/**
 * A loss summed over labelled rows, each times its weight.
 *
 * @param labelled number of rows with a label and a weight above 0
 * @param weight sum of their weights: their number where rows have none
 */
public record LossSum(double sum, long labelled, double weight) {
    /** A sum over rows that count once each. */
    public LossSum(double sum, long labelled) {
        this(sum, labelled, labelled);
    }
}
