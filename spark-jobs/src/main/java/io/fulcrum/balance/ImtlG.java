package io.fulcrum.balance;

import java.util.Arrays;

/**
 * IMTL-G (Liu et al., ICLR 2021, section 3.1): the combination whose projections on all tasks' gradients are equal,
 * a = H⁺ n with n the gradients' norms, divided by its sum. Weights may be negative.
 *
 * <p>Deviations: if the unit gradients are independent, a_i = (C⁻¹ 1)_i / n_i with the matrix of cosines C, which is
 * the same without the loss of digits that unequal norms bring. It is divided by the absolute value of the sum: with a
 * negative sum the published formula turns the step uphill for every task. A sum that is zero to rounding leaves the
 * last weights.
 */
record ImtlG() implements GramWeighting {
    private static final double ZERO = 1e-12;

    @Override
    public Coefficients weigh(GramMatrix gram, RoundContext context) {
        double[] norms = gram.norms();
        DenseAlgebra.Eigen eigen = DenseAlgebra.eigen(gram.unit().toArray());
        double[] a;
        if (eigen.values().length == norms.length) {
            double[] ones = new double[norms.length];
            Arrays.fill(ones, 1);
            double[] b = eigen.apply(s -> 1 / s, ones);
            a = new double[norms.length];
            Arrays.setAll(a, i -> b[i] / norms[i]);
        } else {
            a = DenseAlgebra.eigen(gram.toArray()).apply(s -> 1 / s, norms);
        }
        double sum = Math.abs(SimplexProjection.sum(a));
        if (!(sum > ZERO * Arrays.stream(a).map(Math::abs).sum())) {
            return Coefficients.none(context, "the weights of equal projections add up to zero");
        }
        return Coefficients.of(Arrays.stream(a).map(x -> x / sum).toArray());
    }
}
