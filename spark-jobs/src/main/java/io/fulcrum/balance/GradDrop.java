package io.fulcrum.balance;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * GradDrop (Chen et al., NeurIPS 2020, equations 1 and 2), as task weights: in each coordinate of the shared parameters
 * only the positive or only the negative parts of the tasks' gradients are kept, the positive ones with probability
 * P = ½ (1 + Σ g_i / Σ |g_i|); the kept parts add up to the direction d.
 *
 * <p>Deviation: d is a vector of coordinates and no combination of the gradients, while workers need task weights for
 * their local steps. The weights are those of the nearest combination, min ‖Gᵀw − d‖, of least norm where the gradients
 * are dependent. What of d is outside the gradients' span is lost: d can be nearly orthogonal to it if there are many
 * more parameters than tasks, so this is the method's mean effect on the tasks, not its effect on single parameters.
 * Weights can be negative. Coordinates are drawn from the round's address; {@code balance.smoothing} does not apply.
 */
record GradDrop() implements GramWeighting {
    @Override
    public Set<Evidence> evidence() {
        return EnumSet.of(Evidence.GRAM, Evidence.COORDINATES);
    }

    @Override
    public boolean smooths() {
        return false;
    }

    @Override
    public Coefficients weigh(GramMatrix gram, RoundContext context) {
        double[][] gradients = context.detail().gradients();
        double[] direction =
                masked(gradients, new SplittableRandom(context.address().seed()));
        double[] norms = Arrays.stream(gradients)
                .mapToDouble(g -> Math.sqrt(DenseAlgebra.dot(g, g)))
                .toArray();
        double[][] unit = GramMatrix.ofGradients(gradients).unit().toArray();
        double[] inner = new double[norms.length];
        Arrays.setAll(inner, i -> DenseAlgebra.dot(gradients[i], direction) / norms[i]);
        double[] w = DenseAlgebra.pseudoSolve(unit, inner);
        Arrays.setAll(w, i -> w[i] / norms[i]);
        return Coefficients.of(w);
    }

    /** The sum of the kept parts. @param gradients [task][parameter] */
    static double[] masked(double[][] gradients, SplittableRandom random) {
        double[] direction = new double[gradients[0].length];
        for (int p = 0; p < direction.length; p++) {
            double positive = 0;
            double negative = 0;
            for (double[] gradient : gradients) {
                positive += Math.max(0, gradient[p]);
                negative += Math.min(0, gradient[p]);
            }
            double draw = random.nextDouble();
            double size = positive - negative;
            direction[p] = size == 0 ? 0 : draw * size < positive ? positive : negative;
        }
        return direction;
    }
}
