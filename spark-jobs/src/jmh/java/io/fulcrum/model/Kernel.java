package io.fulcrum.model;

import java.util.function.Supplier;

/**
 * One way to compute something, on arrays of its own.
 *
 * @param run what is timed
 * @param result reads what the last run left
 */
record Kernel(Runnable run, Supplier<float[]> result) {
    private static final float TOLERANCE = 1e-5f; // of the largest number

    /** Returns this way after two runs in which it computed what the engine's own does. */
    Kernel like(Kernel ours) {
        for (int call = 0; call < 2; call++) {
            ours.run.run();
            run.run();
            requireAlike(ours.result.get(), result.get());
        }
        return this;
    }

    private static void requireAlike(float[] ours, float[] theirs) {
        float largest = Float.MIN_NORMAL;
        float apart = ours.length == theirs.length ? 0 : Float.POSITIVE_INFINITY;
        for (int i = 0; i < Math.min(ours.length, theirs.length); i++) {
            largest = Math.max(largest, Math.abs(ours[i]));
            apart = Math.max(apart, Math.abs(ours[i] - theirs[i]));
        }
        if (!(apart <= TOLERANCE * largest)) {
            throw new IllegalStateException(
                    "Numbers up to " + largest + " are " + apart + " apart from the engine's, more" + " than "
                            + TOLERANCE + " of them: this way computes something else. Mend it before you time it.");
        }
    }
}
