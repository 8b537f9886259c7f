package io.fulcrum.balance;

import static io.fulcrum.balance.DenseAlgebra.dot;

/**
 * min ‖Σ x_j a_j − b‖ over x ≥ 0: the active set method of Lawson and Hanson (Solving Least Squares Problems, 1974,
 * chapter 23). A column enters only with a positive correlation to the residual, hence is independent of those
 * inside, and every pass lowers the residual, so no set of columns comes back.
 */
final class NonNegativeLeastSquares extends ActiveSet {
    private static final double TOLERANCE = 1e-14;

    private final double[][] columns; // [column][row]
    private final double[] target; // [row]

    private NonNegativeLeastSquares(double[][] columns, double[] target) {
        super(columns.length);
        this.columns = columns;
        this.target = target;
    }

    /** The residual b − Σ x_j a_j at the optimum. @param columns [column][row] */
    static double[] residual(double[][] columns, double[] target) {
        NonNegativeLeastSquares problem = new NonNegativeLeastSquares(columns, target);
        problem.solve();
        return problem.residual();
    }

    @Override
    int entering() {
        double[] residual = residual();
        int best = -1;
        double most = 0;
        for (int j = 0; j < columns.length; j++) {
            double correlation = dot(columns[j], residual);
            if (mayEnter(j) && correlation > most && correlation > TOLERANCE * Math.sqrt(dot(columns[j], columns[j]))) {
                most = correlation;
                best = j;
            }
        }
        return best;
    }

    /** By the true residual, not by normal equations. */
    @Override
    double[] descent(double[] at) {
        double[] rest = target.clone();
        double[] descent = new double[count()];
        for (int place = 0; place < descent.length; place++) {
            DenseAlgebra.axpy(-at[inside(place)], columns[inside(place)], rest);
        }
        for (int place = 0; place < descent.length; place++) {
            descent[place] = dot(columns[inside(place)], rest);
        }
        return descent;
    }

    @Override
    double product(int i, int j) {
        return dot(columns[i], columns[j]);
    }

    private double[] residual() {
        double[] residual = target.clone();
        for (int j = 0; j < columns.length; j++) {
            DenseAlgebra.axpy(-x()[j], columns[j], residual);
        }
        return residual;
    }
}
