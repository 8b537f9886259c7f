package io.fulcrum.contract;

/** How the embedding rows of a list become one: their sum times a factor of their number. */
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
}
