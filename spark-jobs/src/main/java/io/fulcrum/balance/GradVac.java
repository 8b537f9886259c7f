package io.fulcrum.balance;

import io.fulcrum.config.ConfigReader;
import java.util.SplittableRandom;

/**
 * GradVac (Wang et al., ICLR 2021, algorithm 1): a gradient whose cosine with another task's gradient is below a target
 * is turned towards it until it has that cosine; the results are added up. Targets are running means of the cosines of
 * the tasks' original gradients, from 0 at the start. With targets that stay 0 it is {@link PcGrad}.
 *
 * <p>Deviation: one group of parameters, the shared ones, where the paper has one per layer. A target is at most 0.999:
 * two tasks whose gradients were always parallel have 1, where the formula divides by 0.
 *
 * @param beta share of a round's cosine in the running mean
 * @param order in which the other tasks are visited
 */
record GradVac(double beta, VisitingOrder order) implements GramWeighting {
    private static final String TARGETS = "targets";
    private static final double HIGHEST = 0.999;

    static BalancingMethod read(ConfigReader section) {
        return new GradVac(section.number("beta", 0, 1), section.choice("order", VisitingOrder.class));
    }

    /** Only multiples above 0 are added. */
    @Override
    public boolean nonNegative() {
        return true;
    }

    @Override
    public BalancerState start(int tasks) {
        return BalancerState.EMPTY.with(TARGETS, new double[tasks * tasks]);
    }

    @Override
    public Coefficients weigh(GramMatrix gram, RoundContext context) {
        int tasks = gram.tasks();
        double[] targets = context.memory().array(TARGETS, tasks * tasks);
        SplittableRandom random = new SplittableRandom(context.address().seed());
        double[] sum = new double[tasks];
        for (int i = 0; i < tasks; i++) {
            double[] row = new double[tasks];
            row[i] = 1;
            for (int j : order.draw(tasks, random)) {
                if (j != i) {
                    turn(gram, row, j, Math.min(HIGHEST, targets[i * tasks + j]));
                }
            }
            DenseAlgebra.axpy(1, row, sum);
        }
        double[][] cosines = gram.cosines();
        for (int k = 0; k < targets.length; k++) {
            targets[k] = (1 - beta) * targets[k] + beta * cosines[k / tasks][k % tasks];
        }
        return Coefficients.of(sum).remembering(context.memory().with(TARGETS, targets));
    }

    /** Adds so much of g_j to the row's gradient that their cosine becomes the target, if it is below (equation 4). */
    static void turn(GramMatrix gram, double[] row, int j, double target) {
        double norm = Math.sqrt(gram.squaredNorm(row));
        if (norm == 0) {
            return;
        }
        double cosine = Math.max(-1, Math.min(1, gram.inner(j, row) / norm / gram.norm(j)));
        if (cosine < target) {
            double across = Math.sqrt(1 - target * target);
            row[j] += norm * (target * Math.sqrt(1 - cosine * cosine) - cosine * across) / (gram.norm(j) * across);
        }
    }
}
