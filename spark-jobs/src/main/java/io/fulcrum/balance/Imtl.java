package io.fulcrum.balance;

import io.fulcrum.config.ConfigReader;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * IMTL (Liu et al., ICLR 2021, algorithm 1): {@link ImtlL} scales the losses and {@link ImtlG} combines the gradients
 * of the scaled losses e^s L. Weights may be negative.
 *
 * <p>The direction is IMTL-G's, which no scaling changes; the magnitude is not. Deviation: heads get the gradients of
 * their own losses, as with every method.
 *
 * @param learningRate of s
 */
record Imtl(double learningRate) implements GramWeighting {
    private static final String LOG_SCALES = "log-scales";

    static BalancingMethod read(ConfigReader section) {
        return new Imtl(section.numberAbove("learning-rate", 0));
    }

    @Override
    public Set<Evidence> evidence() {
        return EnumSet.of(Evidence.GRAM, Evidence.LOSSES);
    }

    @Override
    public BalancerState start(int tasks) {
        return BalancerState.EMPTY.with(LOG_SCALES, new double[tasks]);
    }

    @Override
    public Coefficients weigh(GramMatrix gram, RoundContext context) {
        double[] s = context.remembered(LOG_SCALES);
        Arrays.setAll(s, i -> Uncertainty.stepped(s[i], learningRate * ImtlL.gradient(s[i], context.losses()[i])));
        double[] scales = Arrays.stream(s).map(Math::exp).toArray();
        Coefficients scaled = new ImtlG().weigh(gram.scaled(scales), context);
        double[] values = scaled.values();
        for (int i = 0; i < values.length; i++) {
            values[i] *= scales[i];
        }
        return scaled.remembering(context.memory().with(LOG_SCALES, s));
    }
}
