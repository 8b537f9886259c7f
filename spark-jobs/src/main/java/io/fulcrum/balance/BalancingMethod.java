package io.fulcrum.balance;

import java.util.List;
import java.util.Set;

/**
 * A balancing method with its own settings, as plain data: one record per method, chosen in
 * {@link BalanceSettings.Method}.
 */
public interface BalancingMethod {
    /** What a round must measure for it. */
    Set<Evidence> evidence();

    /** Whether it compares gradients of tasks. */
    default boolean readsGradients() {
        return evidence().stream().anyMatch(Evidence::needsGradients);
    }

    /** Whether it keeps numbers by coordinate of gradients, so that each round must measure the same parameters. */
    default boolean remembersCoordinates() {
        return false;
    }

    /**
     * Makes the balancer.
     *
     * @param settings those that all methods share
     * @param taskNames in the order of every array, for messages and notes
     */
    TaskBalancer balancer(BalanceSettings settings, List<String> taskNames);
}
