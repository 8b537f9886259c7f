package io.fulcrum.balance;

import io.fulcrum.config.ConfigReader;
import java.util.SplittableRandom;

/**
 * PCGrad (Yu et al., NeurIPS 2020, algorithm 1): from each task's gradient, the part that conflicts with another task's
 * original gradient is removed, one after the other in random order; the results are added up. It works on rows of
 * coefficients, whose inner products the Gram matrix gives.
 *
 * <p>For two tasks the direction conflicts with none. For three or more it can, and it depends on the order: see
 * {@link UpGrad}.
 *
 * @param order in which the other tasks are visited
 */
record PcGrad(VisitingOrder order) implements GramWeighting {
    static BalancingMethod read(ConfigReader section) {
        return new PcGrad(section.choice("order", VisitingOrder.class));
    }

    /** Only multiples above 0 are added. */
    @Override
    public boolean nonNegative() {
        return true;
    }

    @Override
    public Coefficients weigh(GramMatrix gram, RoundContext context) {
        SplittableRandom random = new SplittableRandom(context.address().seed());
        double[] sum = new double[gram.tasks()];
        int removed = 0;
        for (int i = 0; i < sum.length; i++) {
            double[] row = new double[sum.length];
            row[i] = 1;
            for (int j : order.draw(sum.length, random)) {
                double product = j == i ? 0 : gram.inner(j, row);
                if (product < 0) {
                    row[j] -= product / gram.at(j, j);
                    removed++;
                }
            }
            DenseAlgebra.axpy(1, row, sum);
        }
        return Coefficients.of(sum).reading("removedConflicts", removed);
    }
}
