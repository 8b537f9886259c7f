package io.fulcrum.balance;

import java.util.EnumSet;
import java.util.Set;

/** A method that reads the Gram matrix of the tasks' gradients, and perhaps the losses at the same point. */
non-sealed interface GramWeighting extends Weighting {
    @Override
    default Set<Evidence> evidence() {
        return EnumSet.of(Evidence.GRAM);
    }

    /** Whether {@code balance.smoothing} matters to it. */
    default boolean smooths() {
        return true;
    }

    /**
     * Weighs the tasks.
     *
     * @param gram of the tasks with a gradient that is not zero; smoothed by {@code balance.smoothing}
     * @param context over the same tasks; its losses are those of the probe
     */
    Coefficients weigh(GramMatrix gram, RoundContext context);
}
