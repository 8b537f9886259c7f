package io.fulcrum.balance;

/**
 * UPGrad (Quinton and Rey, 2024, equation 5): each task's gradient is projected onto the cone of directions that
 * conflict with no task, and the projections are averaged. The result conflicts with none, and a task's influence grows
 * linearly with its gradient.
 *
 * <p>The projection of g_i is Gᵀv for v = argmin vᵀHv over v ≥ e_i. Deviation: K exact problems
 * ({@link NonNegativeQuadratic}) on the matrix of cosines, without the published code's added diagonal.
 */
record UpGrad() implements GramWeighting {
    @Override
    public boolean nonNegative() {
        return true;
    }

    @Override
    public Coefficients weigh(GramMatrix gram, RoundContext context) {
        int tasks = gram.tasks();
        double[] norms = gram.norms();
        double[][] cosines = gram.unit().toArray();
        double[] sum = new double[tasks];
        for (int i = 0; i < tasks; i++) {
            double[] added = NonNegativeQuadratic.solve(cosines, cosines[i]);
            added[i] += 1;
            for (int j = 0; j < tasks; j++) {
                sum[j] += added[j] * (norms[i] / norms[j]) / tasks;
            }
        }
        return Coefficients.of(sum);
    }
}
