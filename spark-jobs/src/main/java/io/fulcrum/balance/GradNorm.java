package io.fulcrum.balance;

import io.fulcrum.config.ConfigReader;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * GradNorm (Chen et al., ICML 2018, algorithm 1): weights move so that the norms w_i‖g_i‖ follow the tasks' relative
 * training rates r_i = (L_i / L_i(0)) / mean. One step per round on Σ |w_i‖g_i‖ − t_i| with the targets
 * t_i = mean(w‖g‖) r_i^α held constant, then the weights are scaled to add up to what they did.
 *
 * <p>Deviations: all shared parameters, where the paper takes the last shared layer; L_i(0) is the first measured
 * loss; a weight that the step would make smaller than 0.001 stops there, because a negative one ascends.
 *
 * @param alpha strength of the pull to one training rate
 * @param learningRate of the weights
 */
record GradNorm(double alpha, double learningRate) implements GramWeighting {
    private static final String WEIGHTS = "weights";
    private static final String INITIAL = "initial";
    private static final double LEAST = 1e-3;

    static BalancingMethod read(ConfigReader section) {
        return new GradNorm(section.number("alpha", 0, 10), section.numberAbove("learning-rate", 0));
    }

    @Override
    public Set<Evidence> evidence() {
        return EnumSet.of(Evidence.GRAM, Evidence.LOSSES);
    }

    @Override
    public boolean nonNegative() {
        return true;
    }

    @Override
    public BalancerState start(int tasks) {
        double[] ones = new double[tasks];
        Arrays.fill(ones, 1);
        return BalancerState.EMPTY.with(WEIGHTS, ones).with(INITIAL, new double[tasks]);
    }

    @Override
    public Coefficients weigh(GramMatrix gram, RoundContext context) {
        double[] w = context.remembered(WEIGHTS);
        double[] initial = context.remembered(INITIAL);
        double[] losses = context.losses();
        for (int i = 0; i < w.length; i++) {
            initial[i] = initial[i] == 0 ? losses[i] : initial[i];
            if (!(losses[i] > 0 && initial[i] > 0)) {
                return Coefficients.none(context, "a loss of " + losses[i] + " has no training rate");
            }
        }
        double[] norms = gram.norms();
        double[] rates = new double[w.length];
        Arrays.setAll(rates, i -> losses[i] / initial[i]);
        double meanRate = Arrays.stream(rates).average().orElse(1);
        double meanNorm = DenseAlgebra.dot(w, norms) / w.length;
        double[] next = new double[w.length];
        Arrays.setAll(next, i -> {
            double target = meanNorm * Math.pow(rates[i] / meanRate, alpha);
            return Math.max(LEAST, w[i] - learningRate * Math.signum(w[i] * norms[i] - target) * norms[i]);
        });
        double factor = SimplexProjection.sum(w) / SimplexProjection.sum(next);
        Arrays.setAll(next, i -> factor * next[i]);
        return Coefficients.of(next)
                .remembering(context.memory().with(WEIGHTS, next).with(INITIAL, initial));
    }
}
