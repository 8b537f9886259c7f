package io.fulcrum.model.graph;

/**
 * What the trained numbers of a {@link Operation.Blend} stand for: the factors themselves, or gates that open and
 * close. What training does may follow the number of the round, from 0.
 */
public sealed interface Factors permits Factors.Plain, HardConcrete, EntropyGate, SelectOrSkip {
    /** The factors themselves. */
    Factors PLAIN = new Plain();

    /** Returns the factor that a network scores with. */
    double scored(double number);

    /**
     * Returns a factor of a training step.
     *
     * @param uniform a random number between 0 and 1, both excluded
     */
    double trained(double number, double uniform, int round);

    /** Returns the derivative of {@link #trained} by the number, or what training takes for it. */
    double slope(double number, double uniform, int round);

    /** Returns what the number adds to the loss. */
    double penalty(double number, int round);

    /** Returns the derivative of {@link #penalty}. */
    double penaltySlope(double number, int round);

    /** Whether a training step draws random numbers. */
    boolean isRandom();

    /** The factors themselves. */
    record Plain() implements Factors {
        @Override
        public double scored(double number) {
            return number;
        }

        @Override
        public double trained(double number, double uniform, int round) {
            return number;
        }

        @Override
        public double slope(double number, double uniform, int round) {
            return 1;
        }

        @Override
        public double penalty(double number, int round) {
            return 0;
        }

        @Override
        public double penaltySlope(double number, int round) {
            return 0;
        }

        @Override
        public boolean isRandom() {
            return false;
        }
    }

    /** σ(x). */
    static double sigmoid(double x) {
        return 1 / (1 + StrictMath.exp(-x));
    }

    /** log(1 + exp x), without overflow. */
    static double softplus(double x) {
        return Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
    }

    /** log u - log(1 - u), a logistic random number of a uniform one. */
    static double logistic(double uniform) {
        return StrictMath.log(uniform) - StrictMath.log(1 - uniform);
    }
}
