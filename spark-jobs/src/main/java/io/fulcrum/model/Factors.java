package io.fulcrum.model;

/**
 * What the trained numbers of a {@link Operation.Blend} stand for: the factors themselves, or gates that open and
 * close.
 */
public sealed interface Factors {
    /** The factors themselves. */
    Factors PLAIN = new Plain();

    /** Returns the factor that a network scores with. */
    double scored(double number);

    /**
     * Returns a factor of a training step.
     *
     * @param uniform a random number between 0 and 1, both excluded
     */
    double trained(double number, double uniform);

    /** Returns the derivative of {@link #trained} by the number. */
    double slope(double number, double uniform);

    /** Returns the derivative of what the number adds to the loss. */
    double penaltySlope(double number);

    /** Whether a training step draws random numbers. */
    boolean isRandom();

    /** The factors themselves. */
    record Plain() implements Factors {
        @Override
        public double scored(double number) {
            return number;
        }

        @Override
        public double trained(double number, double uniform) {
            return number;
        }

        @Override
        public double slope(double number, double uniform) {
            return 1;
        }

        @Override
        public double penaltySlope(double number) {
            return 0;
        }

        @Override
        public boolean isRandom() {
            return false;
        }
    }

    /**
     * Hard concrete gates between 0 and 1 (Louizos, Welling and Kingma, Learning Sparse Neural Networks through L0
     * Regularization, ICLR 2018, eq. 10 to 13), with β = 0.9, γ = -0.1 and ζ = 1.1 as published. The number is log α.
     * In training a gate is s̄ = σ((log u - log(1 - u) + log α) / β) (ζ - γ) + γ, cut off below 0 and above 1; scoring
     * leaves the random part out, and β with it.
     *
     * @param penalty factor of the expected number of open gates, σ(log α - β log(-γ / ζ)), that is added to the loss
     */
    record HardConcrete(double penalty) implements Factors {
        private static final double BETA = 0.9;
        private static final double LEAST = -0.1;
        private static final double MOST = 1.1;
        private static final double SHIFT = BETA * StrictMath.log(-LEAST / MOST);

        @Override
        public double scored(double number) {
            return cut(stretched(sigmoid(number)));
        }

        @Override
        public double trained(double number, double uniform) {
            return cut(stretched(sigmoid(concrete(number, uniform))));
        }

        @Override
        public double slope(double number, double uniform) {
            double share = sigmoid(concrete(number, uniform));
            double gate = stretched(share);
            return gate > 0 && gate < 1 ? (MOST - LEAST) * share * (1 - share) / BETA : 0;
        }

        @Override
        public double penaltySlope(double number) {
            double open = sigmoid(number - SHIFT);
            return penalty * open * (1 - open);
        }

        @Override
        public boolean isRandom() {
            return true;
        }

        private static double concrete(double number, double uniform) {
            return (StrictMath.log(uniform) - StrictMath.log(1 - uniform) + number) / BETA;
        }

        private static double stretched(double share) {
            return share * (MOST - LEAST) + LEAST;
        }

        private static double cut(double gate) {
            return Math.min(1, Math.max(0, gate));
        }

        private static double sigmoid(double x) {
            return 1 / (1 + StrictMath.exp(-x));
        }
    }
}
