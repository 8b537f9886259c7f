package io.fulcrum.train;

import io.fulcrum.balance.BalancerState;
import io.fulcrum.balance.TaskWeights;

/**
 * Where a run stands between two rounds, but for the embedding rows, which their journal keeps.
 *
 * @param round rounds done
 * @param step steps counted
 * @param parameters [parameter]
 * @param velocity [parameter] of the outer optimiser, empty if it keeps none
 * @param weights of the next round
 */
public record TrainingState(
        int round,
        long step,
        float[] parameters,
        float[] optimizerState,
        float[] velocity,
        TaskWeights weights,
        BalancerState balancer) {}
