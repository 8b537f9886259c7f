package io.fulcrum.balance;

import io.fulcrum.config.ConfigReader;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Exact Pareto optimal search (Mahapatra and Rajan, ICML 2020, algorithm 1 and the authors' code): towards the Pareto
 * optimum whose losses are inversely proportional to the preferences, r_1 L_1 = r_2 L_2 = …
 *
 * <p>With shares l = r L / Σ r L, the non-uniformity is µ = Σ l log(K l) and the anchoring direction has the
 * coefficients a_i = r_i (log(K l_i) − µ). While µ &gt; ε, the weights on the simplex balance: they maximise a·Hw,
 * where no task with (Ha)_j ≤ 0 may rise faster than a lets it, and the largest r L may not rise. Else they descend:
 * they maximise Σ (Hw)_j with Hw ≥ 0 and without leaving the ray. Both are small linear programs ({@link
 * LinearProgram}).
 *
 * <p>Deviations: all products are divided by the trace of H, so that one rounding limit serves. Where no weights
 * satisfy the constraints, the preferences are the weights, as in the authors' training loop, and the log gives the
 * reason.
 *
 * @param preference [task] r, of any sum; empty for equal
 * @param epsilon the non-uniformity that counts as none
 */
record Epo(List<Double> preference, double epsilon) implements GramWeighting {
    private static final double ROUNDING = 1e-10; // of products whose trace is 1

    static BalancingMethod read(ConfigReader section) {
        List<Double> preference = section.numbers("preference");
        if (!preference.stream().allMatch(p -> p > 0 && p < Double.POSITIVE_INFINITY)) {
            section.problem("preference", "must hold numbers above 0 only");
        }
        return new Epo(preference, section.numberAbove("epsilon", 0));
    }

    @Override
    public Set<Evidence> evidence() {
        return EnumSet.of(Evidence.GRAM, Evidence.LOSSES);
    }

    @Override
    public boolean nonNegative() {
        return true;
    }

    @Override
    public void requireTasks(List<String> taskNames) {
        Stch.requireLength("balance.epo.preference", preference, taskNames);
    }

    @Override
    public Coefficients weigh(GramMatrix gram, RoundContext context) {
        double[] r = new double[gram.tasks()];
        Arrays.setAll(r, k -> preference.isEmpty() ? 1 : preference.get(context.tasks()[k]));
        double[] shares = new double[r.length];
        for (int i = 0; i < r.length; i++) {
            if (!(context.losses()[i] > 0)) {
                return Coefficients.none(context, "a loss of " + context.losses()[i] + " has no logarithm");
            }
            shares[i] = r[i] * context.losses()[i];
        }
        double total = SimplexProjection.sum(shares);
        Arrays.setAll(shares, i -> shares[i] / total);
        double[][] c = gram.toArray();
        double trace = gram.trace();
        for (double[] row : c) {
            Arrays.setAll(row, j -> row[j] / trace);
        }
        double[] fallback = SimplexDescent.whole(r);
        double mu = nonUniformity(shares);
        return solve(c, shares, r, mu)
                .map(Coefficients::of)
                .orElseGet(() -> Coefficients.of(fallback)
                        .noting("no weights keep to the preferences' ray, so the weights are the preferences"))
                .reading("nonUniformity", mu);
    }

    private static double nonUniformity(double[] shares) {
        double uniform = 0;
        for (double share : shares) {
            uniform += share * Math.log(shares.length * share);
        }
        return uniform;
    }

    private Optional<double[]> solve(double[][] c, double[] shares, double[] r, double mu) {
        int tasks = r.length;
        double[] anchor = new double[tasks];
        Arrays.setAll(anchor, i -> r[i] * (Math.log(tasks * shares[i]) - mu));
        double[] pull = new double[tasks];
        Arrays.setAll(pull, i -> DenseAlgebra.dot(c[i], anchor));
        return mu > epsilon ? balance(c, pull, shares) : descend(c, pull);
    }

    /** max a·Hw subject to (Hw)_j ≥ min(0, (Ha)_j) for tasks that a lowers not, and ≥ 0 for the largest r L. */
    private static Optional<double[]> balance(double[][] c, double[] pull, double[] shares) {
        double largest = Arrays.stream(shares).max().orElse(0);
        boolean any = Arrays.stream(pull).anyMatch(p -> p > 0);
        double[][] rows = new double[c.length][];
        double[] least = new double[c.length];
        int used = 0;
        for (int j = 0; j < c.length; j++) {
            boolean top = any && shares[j] == largest;
            if (top || !any || pull[j] <= 0) {
                rows[used] = c[j];
                least[used++] = (top || !any ? 0 : pull[j]) - ROUNDING;
            }
        }
        double size = Math.max(
                Double.MIN_NORMAL, Arrays.stream(pull).map(Math::abs).max().orElse(1));
        double[] objective = Arrays.stream(pull).map(p -> p / size).toArray();
        return LinearProgram.maximise(objective, Arrays.copyOf(rows, used), Arrays.copyOf(least, used));
    }

    /** max Σ (Hw)_j subject to Hw ≥ 0 and a·Hw ≥ min(0, max Ha); without the second where both cannot be. */
    private static Optional<double[]> descend(double[][] c, double[] pull) {
        int tasks = c.length;
        double[] sums = new double[tasks];
        Arrays.setAll(sums, i -> SimplexProjection.sum(c[i]));
        double[][] rows = Arrays.copyOf(c, tasks + 1);
        rows[tasks] = pull;
        double[] least = new double[tasks + 1];
        Arrays.fill(least, -ROUNDING);
        least[tasks] += Math.min(0, Arrays.stream(pull).max().orElse(0));
        Optional<double[]> restricted = LinearProgram.maximise(sums, rows, least);
        return restricted.isPresent() ? restricted : LinearProgram.maximise(sums, c, Arrays.copyOf(least, tasks));
    }
}
