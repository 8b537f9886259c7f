package io.fulcrum.balance;

import java.util.Arrays;

/**
 * The bias-corrected running mean of the Gram matrix, which stays a Gram matrix when tasks miss rounds.
 *
 * <p>M ← s M + (1−s) H, where tasks without labels have zero rows in H, and per task the mass n ← s n + (1−s)·labelled.
 * The estimate is D M D with D = diag(1/√n): positive semidefinite by congruence. If no task ever misses a round it is
 * the usual M / (1 − sⁿ). A diagonal entry is always the mean over the rounds its task was labelled in; an inner
 * product shrinks towards 0 with the share of rounds its two tasks did not have in common. Correcting each entry by
 * its own count instead would not shrink it, but can leave an indefinite matrix, which no gradients have.
 */
final class GramSmoothing {
    static final String GRAM = "gram";
    static final String MASS = "mass";

    private final double decay;
    private final int tasks;

    GramSmoothing(double decay, int tasks) {
        this.decay = decay;
        this.tasks = tasks;
    }

    boolean isOff() {
        return decay == 0;
    }

    BalancerState start(BalancerState state) {
        return isOff() ? state : state.with(GRAM, new double[tasks * tasks]).with(MASS, new double[tasks]);
    }

    /** @param measured with zero rows for tasks without labels */
    BalancerState add(GramMatrix measured, TaskSignals signals, BalancerState state) {
        if (isOff()) {
            return state;
        }
        double[] gram = state.array(GRAM, tasks * tasks);
        double[] mass = state.array(MASS, tasks);
        Arrays.setAll(gram, k -> decay * gram[k] + (1 - decay) * measured.at(k / tasks, k % tasks));
        Arrays.setAll(mass, i -> decay * mass[i] + (signals.isLabelled(i) ? 1 - decay : 0));
        return state.with(GRAM, gram).with(MASS, mass);
    }

    /** The smoothed matrix; this round's own if smoothing is off. */
    GramMatrix estimate(GramMatrix measured, BalancerState state) {
        if (isOff()) {
            return measured;
        }
        double[] gram = state.array(GRAM, tasks * tasks);
        double[] mass = state.array(MASS, tasks);
        double[][] estimate = new double[tasks][tasks];
        for (int i = 0; i < tasks; i++) {
            for (int j = 0; j < tasks; j++) {
                double both = Math.sqrt(mass[i]) * Math.sqrt(mass[j]);
                estimate[i][j] = both == 0 ? 0 : gram[i * tasks + j] / both;
            }
        }
        return new GramMatrix(estimate);
    }
}
