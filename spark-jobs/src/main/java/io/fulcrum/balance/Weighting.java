package io.fulcrum.balance;

import java.util.List;

/**
 * A method that is a pure function from what a round measured, and from its own memory, to coefficients of the tasks'
 * losses. It is called with the tasks that were measured only; {@link WeightingBalancer} does all the rest.
 */
sealed interface Weighting extends BalancingMethod permits GramWeighting, LossWeighting {
    /** Whether no coefficient is ever negative, so that floors and ceilings of their shares have a meaning. */
    default boolean nonNegative() {
        return false;
    }

    /**
     * The version of {@link #start}'s arrays. A checkpoint of another one is refused, so raise it when they change
     * their meaning.
     */
    default int version() {
        return 1;
    }

    /**
     * What the method remembers before the first round. An array has one entry per task, or one per pair of tasks in
     * row order; an array that has no entries yet may have any number per task if its name ends in {@value
     * MethodMemory#ROWS}. Nothing else can be kept.
     */
    default BalancerState start(int tasks) {
        return BalancerState.EMPTY;
    }

    /**
     * What the method remembers after an epoch's validation.
     *
     * @param kpis [task] of all tasks, 1 for perfect and 0 for no better than chance; NaN where not known
     */
    default BalancerState validated(double[] kpis, BalancerState memory) {
        return memory;
    }

    /** Refuses tasks that the method cannot balance. */
    default void requireTasks(List<String> taskNames) {}

    @Override
    default TaskBalancer balancer(BalanceSettings settings, List<String> taskNames) {
        return new WeightingBalancer(this, settings, taskNames);
    }
}
