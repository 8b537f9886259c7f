package io.fulcrum.balance;

import java.util.EnumSet;
import java.util.Set;

/** A method that reads losses only. */
non-sealed interface LossWeighting extends Weighting {
    @Override
    default Set<Evidence> evidence() {
        return EnumSet.of(Evidence.LOSSES);
    }

    /**
     * Weighs the tasks.
     *
     * @param context of the tasks with labels; its losses are means over the local steps of the round
     */
    Coefficients weigh(RoundContext context);
}
