package io.fulcrum.balance;

import java.util.Arrays;

/** Two losses of a point in three dimensions, whose Pareto sets are known: balancers are followed to where they end. */
public enum ToyProblem {
    /** L_i = a_i / 2 ‖x − p_i‖² + 0.3: the Pareto set is the segment from p_1 to p_2, the front is convex. */
    QUADRATIC(2, -1.5, 1) {
        @Override
        public double[] losses(double[] x) {
            double[] losses = new double[2];
            for (int i = 0; i < 2; i++) {
                double far = Answers.distance(x, CENTRES[i]);
                losses[i] = CURVATURES[i] / 2 * far * far + 0.3;
            }
            return losses;
        }

        @Override
        public double[][] gradients(double[] x) {
            double[][] gradients = new double[2][x.length];
            for (int i = 0; i < 2; i++) {
                DenseAlgebra.axpy(CURVATURES[i], x, gradients[i]);
                DenseAlgebra.axpy(-CURVATURES[i], CENTRES[i], gradients[i]);
            }
            return gradients;
        }

        @Override
        double besideTheSet(double[] x) {
            return besideSegment(x, CENTRES[0], CENTRES[1]);
        }
    },

    /**
     * Fonseca and Fleming 1995: 1 − exp(−‖x ∓ e/√n‖²). The set is the segment from e/√n to −e/√n, the front is concave.
     */
    FONSECA_FLEMING(0.3, 0.1, -0.1) {
        @Override
        public double[] losses(double[] x) {
            return new double[] {1 - Math.exp(-squared(x, 1)), 1 - Math.exp(-squared(x, -1))};
        }

        @Override
        public double[][] gradients(double[] x) {
            double[][] gradients = new double[2][x.length];
            for (int i = 0; i < 2; i++) {
                double centre = (i == 0 ? 1 : -1) / Math.sqrt(x.length);
                double factor = 2 * Math.exp(-squared(x, i == 0 ? 1 : -1));
                Arrays.setAll(gradients[i], k -> factor * (x[k] - centre));
            }
            return gradients;
        }

        @Override
        double besideTheSet(double[] x) {
            double[] end = new double[x.length];
            Arrays.fill(end, 1 / Math.sqrt(x.length));
            return besideSegment(x, end, Arrays.stream(end).map(c -> -c).toArray());
        }

        private static double squared(double[] x, int sign) {
            return Arrays.stream(x)
                    .map(v -> v - sign / Math.sqrt(x.length))
                    .map(v -> v * v)
                    .sum();
        }
    },

    /**
     * (1 + g) (cos θ, sin θ) with g = x_2² + x_3² and θ = π/4 (1 + tanh x_1), as DTLZ2 (Deb et al. 2002): the set is
     * the first axis, the front a quarter of a circle, which is concave.
     */
    CIRCLE(0.3, 0.8, -0.6) {
        @Override
        public double[] losses(double[] x) {
            double size = 1 + x[1] * x[1] + x[2] * x[2];
            return new double[] {size * Math.cos(angle(x)), size * Math.sin(angle(x))};
        }

        @Override
        public double[][] gradients(double[] x) {
            double size = 1 + x[1] * x[1] + x[2] * x[2];
            double turn = Math.PI / 4 * (1 - Math.tanh(x[0]) * Math.tanh(x[0]));
            double cos = Math.cos(angle(x));
            double sin = Math.sin(angle(x));
            return new double[][] {
                {-size * sin * turn, 2 * x[1] * cos, 2 * x[2] * cos},
                {size * cos * turn, 2 * x[1] * sin, 2 * x[2] * sin}
            };
        }

        @Override
        double besideTheSet(double[] x) {
            return Math.hypot(x[1], x[2]);
        }

        private static double angle(double[] x) {
            return Math.PI / 4 * (1 + Math.tanh(x[0]));
        }
    };

    /** Of the quadratic losses. */
    static final double[][] CENTRES = {{1, 1, 0}, {-1, 0.5, 2}};

    /** Of the quadratic losses. */
    static final double[] CURVATURES = {1, 3};

    private final double[] start;

    ToyProblem(double... start) {
        this.start = start;
    }

    /** Returns the losses at a point; // [task]. */
    public abstract double[] losses(double[] x);

    /** Returns the gradients at a point; // [task][dimension]. */
    public abstract double[][] gradients(double[] x);

    /** Returns the distance of a point to the Pareto set. */
    abstract double besideTheSet(double[] x);

    /** Returns where to start. */
    public double[] start() {
        return start.clone();
    }

    private static double besideSegment(double[] x, double[] first, double[] second) {
        double[] along = second.clone();
        DenseAlgebra.axpy(-1, first, along);
        double[] from = x.clone();
        DenseAlgebra.axpy(-1, first, from);
        double share = Math.max(0, Math.min(1, DenseAlgebra.dot(from, along) / DenseAlgebra.dot(along, along)));
        double[] foot = first.clone();
        DenseAlgebra.axpy(share, along, foot);
        return Answers.distance(x, foot);
    }
}
