package io.fulcrum.balance;

import io.fulcrum.config.ConfigReader;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * GradCraft (Bai et al., KDD 2024, algorithm 1, and {@code solvers/global_pc_grad_magnitude_positive.py} of the
 * authors' code, github.com/baiyimeng/GradCraft): first each gradient is drawn towards the largest norm,
 * s_i = τ max(‖g‖) / ‖g_i‖ + 1 − τ; then, from each s_i g_i, what conflicts with any other task is removed for all of
 * them at once: with C_i = {j : g_i · g_j &lt; 0}, g_i' = s_i g_i + Σ_{j ∈ C_i} c_j s_j g_j such that g_i' · g_j has
 * the cosine ε with all j in C_i, one small linear system. The results are averaged.
 *
 * <p>Unlike {@link PcGrad} it has no order. A new direction can conflict with tasks that were not in C_i. Deviations:
 * norms and products are those of the shared parameters, where the code's norms also count each task's own ones; the
 * code can smooth norms over steps, which its experiments do not use, and here the Gram matrix is smoothed ({@code
 * balance.smoothing}); where the conflicting gradients are dependent and the code's inverse does not exist, c is the
 * least-squares solution of least norm.
 *
 * @param tau pull of the norms to the largest, from 0 to 1
 * @param epsilon the cosine that is left, in units of ‖g_i‖
 */
record GradCraft(double tau, double epsilon) implements GramWeighting {
    static BalancingMethod read(ConfigReader section) {
        return new GradCraft(section.number("tau", 0, 1), section.number("epsilon", 0, 1));
    }

    @Override
    public Coefficients weigh(GramMatrix gram, RoundContext context) {
        double[] norms = gram.norms();
        double largest = Arrays.stream(norms).max().orElse(0);
        GramMatrix unit = gram.unit();
        double[] sum = new double[norms.length];
        int inConflict = 0;
        for (int i = 0; i < sum.length; i++) {
            double length = tau * largest + (1 - tau) * norms[i];
            sum[i] += length / norms[i];
            inConflict += addCrafted(unit, i, length, norms, sum) ? 1 : 0;
        }
        return Coefficients.of(Arrays.stream(sum).map(x -> x / sum.length).toArray())
                .reading("tasksInConflict", inConflict);
    }

    /** Adds the coefficients of what is removed from task i's scaled gradient of this length; false if nothing is. */
    private boolean addCrafted(GramMatrix unit, int i, double length, double[] norms, double[] sum) {
        int[] conflicts =
                IntStream.range(0, sum.length).filter(j -> unit.at(i, j) < 0).toArray();
        if (conflicts.length == 0) {
            return false;
        }
        double[] missing = Arrays.stream(conflicts)
                .mapToDouble(j -> epsilon - unit.at(i, j))
                .toArray();
        double[] c = DenseAlgebra.solve(unit.of(conflicts).toArray(), missing);
        for (int k = 0; k < conflicts.length; k++) {
            sum[conflicts[k]] += c[k] * length / norms[conflicts[k]];
        }
        return true;
    }
}
