package io.fulcrum.model.loss;

/**
 * One task's part of arrays laid out [task][row], where each row counts by its weight.
 *
 * @param labels NaN where unlabelled
 * @param weights finite and at least 0; 0 leaves the row out as if it had no label
 * @param offset of the task's first row
 */
public record WeightedRows(float[] logits, float[] labels, float[] weights, int offset, int rows) {
    boolean counts(int row) {
        return !Float.isNaN(labels[row]) && weights[row] > 0;
    }
}
