package io.fulcrum.balance;

import io.fulcrum.config.ConfigReader;
import java.util.Arrays;

/**
 * Dynamic weight averaging (Liu, Johns and Davison, CVPR 2019, equation 7): w = K softmax(r / T), where r_i is task i's
 * mean loss of the last epoch divided by that of the epoch before: a task whose loss falls fast gets less weight.
 *
 * <p>As published, a task has r = 1 until two epochs with labels are over. Deviation: that an epoch is over is known
 * when the next one's first round is done, so weights change from the second round of an epoch.
 *
 * @param temperature T; a larger one makes the weights more equal
 */
record Dwa(double temperature) implements LossWeighting {
    private static final String EPOCH = "epoch"; // [task] of the sum
    private static final String SUM = "sum"; // [task] of the epoch's losses so far
    private static final String COUNT = "count"; // [task] rounds in the sum
    private static final String LAST = "last"; // [task] mean of the last whole epoch, 0 for none
    private static final String BEFORE = "before"; // [task] mean of the one before, 0 for none

    static BalancingMethod read(ConfigReader section) {
        return new Dwa(section.number("temperature", 0.01, 1000));
    }

    @Override
    public boolean nonNegative() {
        return true;
    }

    @Override
    public BalancerState start(int tasks) {
        BalancerState start = BalancerState.EMPTY;
        for (String name : new String[] {EPOCH, SUM, COUNT, LAST, BEFORE}) {
            start = start.with(name, new double[tasks]);
        }
        return start;
    }

    @Override
    public Coefficients weigh(RoundContext context) {
        double[] epoch = context.remembered(EPOCH);
        double[] sum = context.remembered(SUM);
        double[] count = context.remembered(COUNT);
        double[] last = context.remembered(LAST);
        double[] before = context.remembered(BEFORE);
        for (int i = 0; i < sum.length; i++) {
            if (context.address().epoch() != (int) epoch[i]) {
                before[i] = last[i];
                last[i] = count[i] == 0 ? last[i] : sum[i] / count[i];
                epoch[i] = context.address().epoch();
                sum[i] = 0;
                count[i] = 0;
            }
            sum[i] += context.losses()[i];
            count[i]++;
        }
        BalancerState next = context.memory()
                .with(EPOCH, epoch)
                .with(SUM, sum)
                .with(COUNT, count)
                .with(LAST, last)
                .with(BEFORE, before);
        return Coefficients.of(weights(last, before)).remembering(next);
    }

    /** The weights of two epochs' mean losses. */
    double[] weights(double[] last, double[] before) {
        double[] rates = new double[last.length];
        Arrays.setAll(rates, i -> (before[i] > 0 ? last[i] / before[i] : 1) / temperature);
        double[] weights = Softmax.of(rates);
        Arrays.setAll(weights, i -> weights.length * weights[i]);
        return weights;
    }
}
