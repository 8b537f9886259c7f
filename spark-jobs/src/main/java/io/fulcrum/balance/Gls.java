package io.fulcrum.balance;

import java.util.Arrays;

/**
 * The geometric loss strategy (Chennupati et al., CVPR workshops 2019): the total is the geometric mean of the losses,
 * whose gradient has the coefficients (Π L)^(1/K) / (K L_i). Computed in logarithms; a loss of 0 leaves the last
 * weights.
 */
record Gls() implements LossWeighting {
    @Override
    public boolean nonNegative() {
        return true;
    }

    @Override
    public Coefficients weigh(RoundContext context) {
        double[] losses = context.losses();
        double sum = 0;
        for (double loss : losses) {
            if (!(loss > 0)) {
                return Coefficients.none(context, "a loss of " + loss + " has no logarithm");
            }
            sum += Math.log(loss);
        }
        double mean = sum / losses.length;
        return Coefficients.of(Arrays.stream(losses)
                .map(loss -> Math.exp(mean - Math.log(loss)) / losses.length)
                .toArray());
    }
}
