package io.fulcrum.balance;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The weights of PE-LTR as published (Lin et al., RecSys 2019, algorithm 2), for comparison.
 *
 * <p>With v = w − floors: (1) relax v ≥ 0 and solve the bordered system [H 1; 1ᵀ 0][v; η] = [−H·floors; 1 − Σfloors];
 * (2) project v onto { v ≥ 0, Σv = 1 − Σfloors } in the Euclidean norm. Step 2 uses the wrong metric: from three
 * tasks on the result can be far from the minimum; how far is measured and reported as the gap.
 *
 * <p>Deviations: the paper's (MᵀM)⁻¹Mᵀ squares the condition number, so the pseudo-inverse of M itself is used, on
 * H divided by its trace; the paper has no ceilings, so step 2 projects between both bounds (the same without them).
 */
public final class PeLtrBalancer extends GramBalancer {
    /** The method's own settings: none, because {@code balance.normalise} is older than such sections. */
    public record Settings() implements BalancingMethod {
        @Override
        public Set<Evidence> evidence() {
            return EnumSet.of(Evidence.GRAM, Evidence.LOSSES);
        }

        @Override
        public TaskBalancer balancer(BalanceSettings settings, List<String> taskNames) {
            return new PeLtrBalancer(settings, taskNames);
        }
    }

    PeLtrBalancer(BalanceSettings settings, List<String> taskNames) {
        super(settings, taskNames);
    }

    @Override
    MinNormSolution solve(GramMatrix gram, WeightBounds bounds) {
        return twoStep(gram, bounds);
    }

    /** The published weights; the gap is their objective minus the exact minimum. */
    public static MinNormSolution twoStep(GramMatrix gram, WeightBounds bounds) {
        MinNormSolution exact = MinNormSolver.solve(gram, bounds);
        double[] weights = SimplexProjection.project(relaxed(gram, bounds), bounds);
        MinNormSolution published = MinNormSolution.certify(gram, bounds, weights);
        return published.withGap(Math.max(0, published.objective() - exact.objective()));
    }

    /** Step 1, as weights: v + floors, which may leave the bounds. */
    static double[] relaxed(GramMatrix gram, WeightBounds bounds) {
        int tasks = gram.tasks();
        GramMatrix scaled = gram.trace() == 0 ? gram : gram.timesPowerOfTwo(-Math.getExponent(gram.trace()));
        double[] floors = bounds.floors();
        double[] pull = scaled.times(floors);
        double[][] bordered = new double[tasks + 1][tasks + 1];
        double[] right = new double[tasks + 1];
        for (int i = 0; i < tasks; i++) {
            for (int j = 0; j < tasks; j++) {
                bordered[i][j] = scaled.at(i, j);
            }
            bordered[i][tasks] = bordered[tasks][i] = 1;
            right[i] = -pull[i];
        }
        right[tasks] = 1 - SimplexProjection.sum(floors);
        double[] solution = DenseAlgebra.pseudoSolve(bordered, right);
        double[] relaxed = floors.clone();
        for (int i = 0; i < tasks; i++) {
            relaxed[i] += solution[i];
        }
        return relaxed;
    }
}
