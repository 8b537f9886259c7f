package io.fulcrum.balance;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Random loss weighting (Lin et al., TMLR 2022, section 3): the softmax of standard normal numbers, a cheap baseline.
 * Deviation: drawn once per round, on the driver, from the round's address, so that all workers share them.
 */
record Rlw() implements LossWeighting {
    @Override
    public boolean nonNegative() {
        return true;
    }

    @Override
    public Coefficients weigh(RoundContext context) {
        SplittableRandom random = new SplittableRandom(context.address().seed());
        double[] all = new double[context.names().size()];
        Arrays.setAll(all, i -> normal(random));
        return Coefficients.of(Softmax.of(
                Arrays.stream(context.tasks()).mapToDouble(i -> all[i]).toArray()));
    }

    /** Box and Muller (1958), with the functions whose bits no platform changes. */
    private static double normal(SplittableRandom random) {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
        return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
    }
}
