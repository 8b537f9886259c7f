package io.fulcrum.balance;

import java.util.List;

/** Where balancers are made from settings. */
public final class TaskBalancers {
    private TaskBalancers() {}

    /** @param taskNames in the order of every array, for messages and notes */
    public static TaskBalancer of(BalanceSettings settings, List<String> taskNames) {
        TaskBalancer method = settings.own().balancer(settings, taskNames);
        return settings.wrap().isNone() ? method : new WrappedBalancer(method, settings, taskNames);
    }
}
