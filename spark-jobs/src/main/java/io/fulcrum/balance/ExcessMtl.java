package io.fulcrum.balance;

import io.fulcrum.config.ConfigReader;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * ExcessMTL (He et al., ICML 2024, algorithm 1): more weight for tasks that are far from their optimum. With s_i the
 * sum over rounds of the squares of task i's gradient, by coordinate, the excess risk is estimated by e_i = g_iᵀ
 * diag(s_i)^(−½) g_i, a second-order estimate, and the weights are multiplied by exp(η e_i / e_i(first round)).
 *
 * <p>Deviations: one update per round; a coordinate whose gradient was always zero adds nothing, where public code adds
 * a small number to s. {@code balance.smoothing} does not apply.
 *
 * @param step η
 */
record ExcessMtl(double step) implements GramWeighting {
    private static final String FIRST = "first"; // [task] excess risk, 0 before a first round
    private static final String SQUARES = "squares" + MethodMemory.ROWS; // [task][parameter]

    static BalancingMethod read(ConfigReader section) {
        return new ExcessMtl(section.numberAbove("step", 0));
    }

    @Override
    public Set<Evidence> evidence() {
        return EnumSet.of(Evidence.GRAM, Evidence.COORDINATES);
    }

    @Override
    public boolean remembersCoordinates() {
        return true;
    }

    @Override
    public boolean nonNegative() {
        return true;
    }

    @Override
    public boolean smooths() {
        return false;
    }

    @Override
    public BalancerState start(int tasks) {
        return Moco.equal(tasks).with(FIRST, new double[tasks]);
    }

    @Override
    public Coefficients weigh(GramMatrix gram, RoundContext context) {
        double[][] gradients = context.detail().gradients();
        int parameters = gradients[0].length;
        double[] squares = context.memory().find(SQUARES).orElseGet(() -> new double[gradients.length * parameters]);
        double[] first = context.remembered(FIRST);
        double[] last = context.remembered(Moco.WEIGHTS);
        double[] w = new double[last.length];
        for (int i = 0; i < w.length; i++) {
            double excess = 0;
            for (int p = 0; p < parameters; p++) {
                double square = gradients[i][p] * gradients[i][p];
                squares[i * parameters + p] += square;
                excess += square == 0 ? 0 : square / Math.sqrt(squares[i * parameters + p]);
            }
            boolean known = first[i] > 0;
            first[i] = known ? first[i] : excess;
            w[i] = last[i] * (known ? Math.exp(Math.min(100, step * excess / first[i])) : 1);
        }
        double[] scaled = SimplexDescent.whole(w);
        double share = SimplexProjection.sum(last);
        return Coefficients.of(scaled)
                .remembering(context.memory()
                        .with(
                                Moco.WEIGHTS,
                                Arrays.stream(scaled).map(x -> share * x).toArray())
                        .with(FIRST, first)
                        .with(SQUARES, squares));
    }
}
