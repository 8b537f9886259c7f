package io.fulcrum.contract;

/**
 * How finely numbers are stored, against how widely they spread.
 *
 * @param step distance of neighbouring numbers of the storage type at the numbers' typical size
 * @param deviation standard deviation of the numbers
 */
public record Resolution(double step, double deviation) {
    /** Largest step as a fraction of the deviation; rounding then adds less than 1e-7 of the variance. */
    public static final double MOST = 1e-3;

    /** Returns the resolution of numbers of this mean and deviation in 64 bits. */
    public static Resolution ofDoubles(double mean, double deviation) {
        return new Resolution(Math.ulp(Math.hypot(mean, deviation)), deviation);
    }

    /** Returns the resolution of numbers of this mean and deviation in 32 bits. */
    public static Resolution ofFloats(double mean, double deviation) {
        return new Resolution(Math.ulp((float) Math.hypot(mean, deviation)), deviation);
    }

    /** Whether rounding to the step is a negligible part of what the numbers say. */
    public boolean isFine() {
        return step <= MOST * deviation;
    }

    /** Returns step, deviation and rule in words, for a message. */
    public String words() {
        return "a step of " + step + " against a standard deviation of " + deviation + ", but at most " + MOST
                + " of it is allowed";
    }
}
