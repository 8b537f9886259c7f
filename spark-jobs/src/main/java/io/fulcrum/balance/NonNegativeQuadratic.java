package io.fulcrum.balance;

import static io.fulcrum.balance.DenseAlgebra.dot;

/**
 * min ½ xᵀQx + cᵀx over x ≥ 0 for a positive semidefinite Q with c in its range: {@link NonNegativeLeastSquares} where
 * only products of the columns are known (Bro and de Jong, Journal of Chemometrics 11, 1997, algorithm FNNLS).
 *
 * <p>Deviation: a task enters only if its gradient is above the rounding noise of the numbers in it.
 */
final class NonNegativeQuadratic extends ActiveSet {
    private static final double ROUNDING = 16 * DenseAlgebra.EPSILON;

    private final double[][] q; // [task][task]
    private final double[] c; // [task]

    private NonNegativeQuadratic(double[][] q, double[] c) {
        super(c.length);
        this.q = q;
        this.c = c;
    }

    /** The optimal x. */
    static double[] solve(double[][] q, double[] c) {
        NonNegativeQuadratic problem = new NonNegativeQuadratic(q, c);
        problem.solve();
        return problem.x();
    }

    @Override
    int entering() {
        int best = -1;
        double most = 0;
        for (int j = 0; j < c.length; j++) {
            if (mayEnter(j)) {
                double gain = -c[j] - dot(q[j], x());
                if (gain > most && gain > noise(j)) {
                    most = gain;
                    best = j;
                }
            }
        }
        return best;
    }

    private double noise(int j) {
        double size = Math.abs(c[j]);
        for (int i = 0; i < c.length; i++) {
            size += Math.abs(q[j][i]) * x()[i];
        }
        return ROUNDING * size;
    }

    @Override
    double[] descent(double[] at) {
        double[] descent = new double[count()];
        for (int place = 0; place < descent.length; place++) {
            int i = inside(place);
            descent[place] = -c[i] - dot(q[i], at);
        }
        return descent;
    }

    @Override
    double product(int i, int j) {
        return q[i][j];
    }
}
