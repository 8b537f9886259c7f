package io.fulcrum.balance;

import io.fulcrum.config.ConfigReader;
import java.util.Arrays;

/**
 * Uncertainty weighting (Kendall, Gal and Cipolla, CVPR 2018, equations 7 and 10): with s_i the logarithm of task i's
 * variance, the total is Σ ½ e^(−s) L + s/2 for regression and Σ e^(−s) L + s/2 for classification. Both lead to
 * weights of 1 / 2L, the one from below, the other from above.
 *
 * <p>Deviation: s is trained on the driver, by one gradient step per round on the round's mean losses, with a learning
 * rate of its own and no weight decay. A step is at most 1 and s stays within ±10, so that one bad round cannot decide.
 *
 * @param form of the likelihood
 * @param learningRate of s
 * @param start of s
 */
record Uncertainty(Form form, double learningRate, double start) implements LossWeighting {
    private static final String LOG_VARIANCES = "log-variances";
    private static final double FARTHEST = 10;

    /** The likelihood that a loss belongs to. */
    enum Form {
        CLASSIFICATION(1),
        REGRESSION(0.5);

        private final double factor;

        Form(double factor) {
            this.factor = factor;
        }
    }

    static BalancingMethod read(ConfigReader section) {
        return new Uncertainty(
                section.choice("form", Form.class),
                section.numberAbove("learning-rate", 0),
                section.number("start", -FARTHEST, FARTHEST));
    }

    @Override
    public boolean nonNegative() {
        return true;
    }

    @Override
    public BalancerState start(int tasks) {
        double[] s = new double[tasks];
        Arrays.fill(s, start);
        return BalancerState.EMPTY.with(LOG_VARIANCES, s);
    }

    @Override
    public Coefficients weigh(RoundContext context) {
        double[] s = context.remembered(LOG_VARIANCES);
        Arrays.setAll(s, i -> stepped(s[i], learningRate * gradient(s[i], context.losses()[i])));
        return Coefficients.of(Arrays.stream(s).map(this::weight).toArray())
                .remembering(context.memory().with(LOG_VARIANCES, s));
    }

    /** The derivative of the task's part of the total by s. */
    double gradient(double s, double loss) {
        return 0.5 - form.factor * Math.exp(-s) * loss;
    }

    double weight(double s) {
        return form.factor * Math.exp(-s);
    }

    /** One step downhill, at most 1 long, within ±10. */
    static double stepped(double s, double step) {
        double bounded = Math.max(-1, Math.min(1, step));
        return Math.max(-FARTHEST, Math.min(FARTHEST, s - bounded));
    }
}
