package io.fulcrum.balance;

import io.fulcrum.config.ConfigReader;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * Dynamic task prioritisation (Guo et al., ECCV 2018, equations 3 and 5): difficult tasks first. With κ_i a task's key
 * performance indicator in (0, 1] and κ̄_i ← α κ_i + (1 − α) κ̄_i, the weights are the focal −(1 − κ̄_i)^γ log κ̄_i.
 *
 * <p>κ comes from the validation split after each epoch: 2 AUC − 1 of a binary task, as an AUC of ½ is chance, and
 * 1 − RMSE² / σ² of a regression task with the training labels' deviation σ. It is clipped to [0.001, 0.999], so that
 * no weight is infinite or lost. Weights are equal in the first epoch. Deviations: no second focal factor on single
 * examples, which is a loss ({@code loss = focal}); as with {@link Dwa}, weights change from the second round of an
 * epoch.
 *
 * @param gamma focal factor
 * @param alpha share of the newest epoch in the running mean
 */
record Dtp(double gamma, double alpha) implements LossWeighting {
    private static final String KPIS = "kpis"; // [task] running mean; NONE before a first
    private static final double NONE = -9;
    private static final double LEAST = 1e-3;

    static BalancingMethod read(ConfigReader section) {
        return new Dtp(section.number("gamma", 0, 10), section.number("alpha", 0.01, 1));
    }

    @Override
    public Set<Evidence> evidence() {
        return EnumSet.of(Evidence.VALIDATION);
    }

    @Override
    public boolean nonNegative() {
        return true;
    }

    @Override
    public BalancerState start(int tasks) {
        double[] none = new double[tasks];
        Arrays.fill(none, NONE);
        return BalancerState.EMPTY.with(KPIS, none);
    }

    @Override
    public BalancerState validated(double[] kpis, BalancerState memory) {
        double[] means = memory.array(KPIS, kpis.length);
        for (int i = 0; i < kpis.length; i++) {
            if (Double.isFinite(kpis[i])) {
                double clipped = Math.max(-1, kpis[i]); // R² has no lower end
                means[i] = means[i] == NONE ? clipped : alpha * clipped + (1 - alpha) * means[i];
            }
        }
        return memory.with(KPIS, means);
    }

    @Override
    public Coefficients weigh(RoundContext context) {
        double[] means = context.remembered(KPIS);
        boolean known = Arrays.stream(means).noneMatch(k -> k == NONE);
        return Coefficients.of(
                Arrays.stream(means).map(k -> known ? weight(k) : 1).toArray());
    }

    /** −(1 − κ)^γ log κ. */
    double weight(double kpi) {
        double k = Math.max(LEAST, Math.min(1 - LEAST, kpi));
        return -Math.pow(1 - k, gamma) * Math.log(k);
    }
}
