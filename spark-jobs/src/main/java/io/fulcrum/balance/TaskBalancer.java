package io.fulcrum.balance;

/** A method that finds the task weights of the next round from what the last round measured. */
public interface TaskBalancer {
    /** The state before the first round; its weights are {@link #weights}. */
    BalancerState start();

    /** The weights a state stands for: those of the first round, or of a resumed run. */
    TaskWeights weights(BalancerState state);

    /** A pure function: the same signals and state give the same decision, bit for bit. */
    BalanceDecision decide(TaskSignals signals, BalancerState state);

    /**
     * The state after an epoch's validation, which later decisions start from.
     *
     * @param kpis [task] 1 for perfect and 0 for no better than chance; NaN where not known
     */
    default BalancerState validated(double[] kpis, BalancerState state) {
        return state;
    }
}
