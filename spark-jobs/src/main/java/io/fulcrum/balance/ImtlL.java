package io.fulcrum.balance;

import io.fulcrum.config.ConfigReader;
import java.util.Arrays;

/**
 * IMTL-L (Liu et al., ICLR 2021, section 3.2): losses are scaled by e^s to one size, with s trained on Σ e^s L − s,
 * whose minimum is at weights of 1 / L. Trained on the driver as in {@link Uncertainty}.
 *
 * @param learningRate of s
 */
record ImtlL(double learningRate) implements LossWeighting {
    private static final String LOG_SCALES = "log-scales";

    static BalancingMethod read(ConfigReader section) {
        return new ImtlL(section.numberAbove("learning-rate", 0));
    }

    @Override
    public boolean nonNegative() {
        return true;
    }

    @Override
    public BalancerState start(int tasks) {
        return BalancerState.EMPTY.with(LOG_SCALES, new double[tasks]);
    }

    @Override
    public Coefficients weigh(RoundContext context) {
        double[] s = context.remembered(LOG_SCALES);
        Arrays.setAll(s, i -> Uncertainty.stepped(s[i], learningRate * gradient(s[i], context.losses()[i])));
        return Coefficients.of(Arrays.stream(s).map(Math::exp).toArray())
                .remembering(context.memory().with(LOG_SCALES, s));
    }

    /** The derivative of e^s L − s. */
    static double gradient(double s, double loss) {
        return Math.exp(s) * loss - 1;
    }
}
