package io.fulcrum.contract;

/**
 * How the embedding rows of a list become one: their sum times a factor of their number, or of their weights if they
 * have any. Weights that are all 1 give the bits of a list without weights.
 */
public enum Pooling {
    MEAN,
    SUM,
    /** The sum over the root of the number, so that lists of every length vary alike if their rows are independent. */
    SQRT_N;

    /** Returns what each of {@code count} rows is multiplied by; {@code count} is at least 1. */
    public float scale(int count) {
        return switch (this) {
            case MEAN -> 1f / count;
            case SUM -> 1f;
            case SQRT_N -> (float) (1 / Math.sqrt(count));
        };
    }

    /**
     * Returns what the weights of a list are divided by: their sum, 1, or the root of the sum of their squares.
     *
     * @param weights of many lists, this one's from {@code from} to {@code to}
     */
    public double divisor(float[] weights, int from, int to) {
        double sum = 0;
        for (int entry = from; entry < to && this != SUM; entry++) {
            double weight = weights[entry];
            sum += this == MEAN ? weight : weight * weight;
        }
        return switch (this) {
            case MEAN -> sum;
            case SUM -> 1;
            case SQRT_N -> Math.sqrt(sum);
        };
    }

    /** Returns what a row of this weight is multiplied by; 0 where all weights of the list are 0. */
    public static float factor(float weight, double divisor) {
        return divisor == 0 ? 0 : (float) (weight / divisor);
    }
}
