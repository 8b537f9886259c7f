package io.fulcrum.balance;

/**
 * What a balancer decided after a round.
 *
 * @param weights for the next round
 * @param next the state to decide from after the next round
 * @param diagnostics what to log
 */
public record BalanceDecision(TaskWeights weights, BalancerState next, BalanceDiagnostics diagnostics) {}
