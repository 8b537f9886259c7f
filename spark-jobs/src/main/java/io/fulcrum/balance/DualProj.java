package io.fulcrum.balance;

import java.util.Arrays;

/**
 * The dual projection of GEM (Lopez-Paz and Ranzato, NeurIPS 2017, equation 11): the mean gradient projected onto the
 * cone of directions that conflict with no task, which is Gᵀv for v = argmin vᵀHv over v ≥ 1/K. Solved exactly
 * ({@link NonNegativeQuadratic}) on the matrix of cosines.
 */
record DualProj() implements GramWeighting {
    @Override
    public boolean nonNegative() {
        return true;
    }

    @Override
    public Coefficients weigh(GramMatrix gram, RoundContext context) {
        int tasks = gram.tasks();
        double[] norms = gram.norms();
        double longest = Arrays.stream(norms).max().orElse(0);
        GramMatrix cosines = gram.unit();
        double[] least = Arrays.stream(norms).map(n -> n / longest / tasks).toArray();
        double[] v = NonNegativeQuadratic.solve(cosines.toArray(), cosines.times(least));
        Arrays.setAll(v, i -> (v[i] + least[i]) * (longest / norms[i]));
        return Coefficients.of(v);
    }
}
