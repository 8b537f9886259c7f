package io.fulcrum.balance;

import io.fulcrum.config.ConfigReader;
import io.fulcrum.config.NearestName;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Priority-constrained descent (TMLR 2026, arXiv 2606.29521): the direction nearest to the primary task's gradient that
 * guarantees every other task some progress. With unit gradients u_i,
 *
 * <pre>  minimise ½‖d − u_p‖²   subject to  u_j · d ≥ τ  for j ≠ p,</pre>
 *
 * <p>rescaled to ‖g_p‖. The solution is u_p + Σ µ_j u_j with µ ≥ 0: a least distance problem, solved by its dual
 * (Lawson and Hanson 1974, chapter 23) on the matrix of cosines. If no direction satisfies the constraints, d = g_p,
 * and the log gives the reason.
 *
 * <p>Deviation: the paper divides by a running mean of the norms, decay 0.999 per step. Here the norms are those of the
 * smoothed Gram matrix ({@code balance.smoothing}).
 *
 * @param primary name of the primary task; empty for the first
 * @param tau least cosine-like progress of the others, in units of their gradients' norms
 */
record Pcd(String primary, double tau) implements GramWeighting {
    private static final double INFEASIBLE = 1e-11;

    static BalancingMethod read(ConfigReader section) {
        return new Pcd(section.optionalText("primary").orElse(""), section.number("tau", 0, 1));
    }

    @Override
    public boolean nonNegative() {
        return true;
    }

    @Override
    public void requireTasks(List<String> taskNames) {
        if (!primary.isEmpty() && !taskNames.contains(primary)) {
            throw new IllegalArgumentException(
                    "balance.pcd.primary = " + primary + " is not a task. " + NearestName.hint(primary, taskNames));
        }
    }

    @Override
    public Coefficients weigh(GramMatrix gram, RoundContext context) {
        String name = primary.isEmpty() ? context.names().get(0) : primary;
        int p = IntStream.range(0, gram.tasks())
                .filter(k -> context.names().get(context.tasks()[k]).equals(name))
                .findFirst()
                .orElse(-1);
        if (p < 0) {
            return Coefficients.none(context, "the primary task \"" + name + "\" has no gradient");
        }
        GramMatrix cosines = gram.unit();
        double[] unit = new double[gram.tasks()];
        unit[p] = 1;
        boolean feasible = addProgress(cosines, p, unit);
        double length = Math.sqrt(cosines.squaredNorm(unit));
        Arrays.setAll(unit, i -> unit[i] * (gram.norm(p) / gram.norm(i)) / length);
        return feasible
                ? Coefficients.of(unit)
                : Coefficients.of(unit)
                        .noting("no direction gives all tasks the progress tau, so only the primary task is followed");
    }

    /** Adds µ; false if the constraints contradict each other. */
    private boolean addProgress(GramMatrix cosines, int p, double[] unit) {
        int[] others = IntStream.range(0, unit.length).filter(j -> j != p).toArray();
        double[] missing =
                Arrays.stream(others).mapToDouble(j -> tau - cosines.at(j, p)).toArray();
        double[][] q = cosines.of(others).toArray();
        for (int i = 0; i < others.length; i++) {
            for (int j = 0; j < others.length; j++) {
                q[i][j] += missing[i] * missing[j];
            }
        }
        double[] dual = NonNegativeQuadratic.solve(
                q, Arrays.stream(missing).map(f -> -f).toArray());
        double rest = 1 - DenseAlgebra.dot(missing, dual);
        for (int j = 0; j < others.length && rest > INFEASIBLE; j++) {
            unit[others[j]] = dual[j] / rest;
        }
        return rest > INFEASIBLE;
    }
}
