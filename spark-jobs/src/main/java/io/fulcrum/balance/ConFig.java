package io.fulcrum.balance;

import java.util.Arrays;

/**
 * ConFIG (Liu et al., 2024, equation 2): the unit vector with equal cosines to all tasks' gradients, u = U⁺ 1
 * normalised for the rows U of unit gradients, times the sum of the gradients' projections on it. Its direction is
 * {@link ImtlG}'s wherever the gradients are independent; only the length differs. Weights may be negative.
 *
 * <p>As coefficients b = C⁺ 1 of the unit gradients, C = U Uᵀ, with eigenvalues below rounding noise left out. If the
 * unit gradients are dependent, the cosines are equal only in the sense of least squares. At a Pareto-stationary point
 * the direction is zero and the last weights stay.
 */
record ConFig() implements GramWeighting {
    private static final double ZERO = 1e-13;

    @Override
    public Coefficients weigh(GramMatrix gram, RoundContext context) {
        double[] norms = gram.norms();
        GramMatrix cosines = gram.unit();
        double[] ones = new double[norms.length];
        Arrays.fill(ones, 1);
        double[] b = DenseAlgebra.eigen(cosines.toArray()).apply(s -> 1 / s, ones);
        double squared = cosines.squaredNorm(b);
        if (!(squared > ZERO * DenseAlgebra.dot(b, b))) {
            return Coefficients.none(context, "the gradients are Pareto-stationary to rounding");
        }
        double projections = DenseAlgebra.dot(norms, cosines.times(b)) / squared;
        Arrays.setAll(b, i -> b[i] * (projections / norms[i]));
        return Coefficients.of(b);
    }
}
