package io.fulcrum.model;

/** A differentiable function of one number, computed in double so that every form of a network gets the same bits. */
public enum Curve {
    /** 1 / (1 + e^-x). */
    SIGMOID {
        @Override
        double at(double x, Transcendentals functions) {
            double e = functions.exp(-Math.abs(x));
            return x >= 0 ? 1 / (1 + e) : e / (1 + e);
        }

        @Override
        double slope(double x, double value) {
            return value * (1 - value);
        }
    };

    /** Returns the value at {@code x}. */
    abstract double at(double x, Transcendentals functions);

    /** Returns the derivative at {@code x}, where the value is {@code value}. */
    abstract double slope(double x, double value);
}
