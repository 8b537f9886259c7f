package io.fulcrum.balance;

import java.util.List;

/** Where balancers are chosen: one case per method. */
public final class TaskBalancers {
    private TaskBalancers() {}

    /** @param taskNames in the order of every array, for messages and notes */
    public static TaskBalancer of(BalanceSettings settings, List<String> taskNames) {
        return switch (settings.method()) {
            case STATIC -> new StaticBalancer(settings, taskNames);
            case PARETO -> new ParetoBalancer(settings, taskNames);
            case PE_LTR -> new PeLtrBalancer(settings, taskNames);
        };
    }
}
