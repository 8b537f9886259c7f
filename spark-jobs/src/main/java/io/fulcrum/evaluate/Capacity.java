package io.fulcrum.evaluate;

import java.util.Locale;

/** How the columns grow: by half, and never beyond what a Java array can hold. */
final class Capacity {
    private static final int LARGEST = Integer.MAX_VALUE - 8;

    private Capacity() {}

    static int grown(int current, long needed) {
        if (needed > LARGEST) {
            throw new IllegalStateException(String.format(
                    Locale.ROOT,
                    "Metric state of %d rows: exact metrics hold at most %d rows of a task in memory."
                            + " Evaluate a sample of the split.",
                    needed,
                    LARGEST));
        }
        return (int) Math.min(LARGEST, Math.max(needed, 16L + current + current / 2));
    }
}
