package io.fulcrum.balance;

import java.util.List;

/** Where balancers are made from settings. */
public final class TaskBalancers {
    private TaskBalancers() {}

    /** @param taskNames in the order of every array, for messages and notes */
    public static TaskBalancer of(BalanceSettings settings, List<String> taskNames) {
        return settings.own().balancer(settings, taskNames);
    }
}
