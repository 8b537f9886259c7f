package io.fulcrum.balance;

import java.util.function.DoubleUnaryOperator;

/**
 * The root of a continuous function that is positive at the lower end of an interval and not positive at the upper one:
 * regula falsi in the Illinois form (Dowell and Jarratt, BIT 11, 1971), which bisects in effect where it stalls.
 */
final class RootBracket {
    private static final double PRECISION = 4 * DenseAlgebra.EPSILON;
    private static final int MOST_STEPS = 100;

    private final DoubleUnaryOperator function;

    RootBracket(DoubleUnaryOperator function) {
        this.function = function;
    }

    double at(double x) {
        return function.applyAsDouble(x);
    }

    double root(double from, double to) {
        double low = from;
        double high = to;
        double atLow = at(low);
        double atHigh = at(high);
        double x = high;
        double last = 0;
        for (int step = 0; step < MOST_STEPS && atHigh < 0 && high - low > PRECISION * high; step++) {
            x = (low * atHigh - high * atLow) / (atHigh - atLow);
            double here = at(x);
            if (Math.abs(here) <= PRECISION * Math.abs(x)) {
                return x;
            }
            boolean stalls = here * last > 0; // twice the same end
            if (here > 0) {
                low = x;
                atLow = here;
                atHigh = stalls ? atHigh / 2 : atHigh;
            } else {
                high = x;
                atHigh = here;
                atLow = stalls ? atLow / 2 : atLow;
            }
            last = here;
        }
        return x;
    }
}
