package io.fulcrum.features.profile;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/** Count, mean, variance and range of finite numbers, from exact sums: equal to the bit for any order of merging. */
public final class Moments implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int UNIT = 1074;
    private static final MathContext DIGITS = new MathContext(40);

    private final ExactSum sum = new ExactSum();
    private final ExactSum squares = new ExactSum();
    private long count;
    private double least = Double.POSITIVE_INFINITY;
    private double greatest = Double.NEGATIVE_INFINITY;

    /**
     * Adds a number of the float range; its square is added exactly, as the product and the product's rounding error.
     */
    public void add(double value) {
        double square = value * value;
        sum.add(value);
        squares.add(square);
        squares.add(Math.fma(value, value, -square));
        count++;
        least = Math.min(least, value);
        greatest = Math.max(greatest, value);
    }

    public Moments merge(Moments other) {
        sum.merge(other.sum);
        squares.merge(other.squares);
        count += other.count;
        least = Math.min(least, other.least);
        greatest = Math.max(greatest, other.greatest);
        return this;
    }

    public long count() {
        return count;
    }

    /** Returns the sum, 0 if nothing was added. */
    public double sum() {
        return ratio(sum.units(), BigInteger.ONE.shiftLeft(UNIT));
    }

    public double mean() {
        requireValues();
        return ratio(sum.units(), BigInteger.valueOf(count).shiftLeft(UNIT));
    }

    /** Returns the population's standard deviation, the root of the mean squared distance from the mean. */
    public double standardDeviation() {
        requireValues();
        BigInteger n = BigInteger.valueOf(count);
        BigInteger spread =
                n.multiply(squares.units()).shiftLeft(UNIT).subtract(sum.units().pow(2));
        return Math.sqrt(ratio(spread, n.pow(2).shiftLeft(2 * UNIT)));
    }

    /** Whether all numbers are equal; false without any. */
    public boolean isConstant() {
        return count > 0 && least == greatest;
    }

    public double least() {
        requireValues();
        return least;
    }

    public double greatest() {
        requireValues();
        return greatest;
    }

    private void requireValues() {
        if (count == 0) {
            throw new IllegalStateException(
                    "No value was added, so there are no moments to read. Check for data first.");
        }
    }

    private static double ratio(BigInteger numerator, BigInteger denominator) {
        return new BigDecimal(numerator)
                .divide(new BigDecimal(denominator), DIGITS)
                .doubleValue();
    }
}
