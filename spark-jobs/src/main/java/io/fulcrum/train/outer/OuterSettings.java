package io.fulcrum.train.outer;

import io.fulcrum.config.ConfigReader;
import java.io.Serializable;

/**
 * How averaged parameters become the next round's start.
 *
 * @param rate what a round's change is multiplied by, above 0
 * @param momentum share of the velocity that lives on in the next round, from 0 to below 1
 */
public record OuterSettings(Method method, double rate, double momentum) implements Serializable {
    /** Which outer optimiser, or which defaults for one. */
    public enum Method {
        AVERAGE,
        BMUF,
        BMUF_NESTEROV,
        DILOCO,
        SLOWMO
    }

    public OuterSettings {
        if (!(rate > 0 && Double.isFinite(rate))) {
            throw new IllegalArgumentException("Outer settings: rate = " + rate + " of " + method
                    + " must be a number above 0. Use 1 to take a round's change as it is.");
        }
        if (!(momentum >= 0 && momentum < 1)) {
            throw new IllegalArgumentException("Outer settings: momentum = " + momentum + " of " + method
                    + " must be at least 0 and below 1. Use 0 for none.");
        }
        if (method == Method.AVERAGE && (rate != 1 || momentum != 0)) {
            throw new IllegalArgumentException("Outer settings: rate = " + rate + " and momentum = " + momentum
                    + " of AVERAGE must be 1 and 0, because it takes the mean as it is. Choose BMUF to have them.");
        }
    }

    /** Plain averaging. */
    public static OuterSettings average() {
        return new OuterSettings(Method.AVERAGE, 1, 0);
    }

    /** A method with its own rate and momentum for so many workers. */
    public static OuterSettings of(Method method, int workers) {
        return new OuterSettings(method, rate(method), momentum(method, workers));
    }

    /** Reads the keys {@code outer*} of the section {@code rounds}. */
    public static OuterSettings read(ConfigReader rounds, int workers) {
        Method method = rounds.choice("outer", Method.class);
        boolean rated = rounds.has("outer-rate");
        boolean moving = rounds.has("outer-momentum");
        double rate = rated ? rounds.numberAbove("outer-rate", 0) : rate(method);
        double momentum = moving ? rounds.number("outer-momentum", 0, 0.9999) : momentum(method, workers);
        if (method != Method.AVERAGE) {
            return new OuterSettings(method, rate, momentum);
        }
        if (rated) {
            rounds.problem("outer-rate", "does nothing with outer = average");
        }
        if (moving) {
            rounds.problem("outer-momentum", "does nothing with outer = average");
        }
        return average();
    }

    public OuterOptimizer optimizer() {
        return switch (method) {
            case AVERAGE -> new PlainAveraging();
            case BMUF -> new BlockMomentum(rate, momentum);
            case BMUF_NESTEROV, DILOCO -> new NesterovMomentum(rate, momentum);
            case SLOWMO -> new SlowMomentum(rate, momentum);
        };
    }

    private static double rate(Method method) {
        return method == Method.DILOCO ? 0.7 : 1;
    }

    /**
     * BMUF's 1 − 1 / workers makes a steady change move the start by the sum of what the workers did, not their mean.
     * SlowMo's steps are those of its authors' implementation in fairscale.
     */
    private static double momentum(Method method, int workers) {
        return switch (method) {
            case AVERAGE -> 0;
            case BMUF, BMUF_NESTEROV -> Math.min(0.9999, 1 - 1.0 / workers);
            case DILOCO -> 0.9;
            case SLOWMO -> workers < 4 ? 0 : workers < 8 ? 0.2 : workers < 16 ? 0.5 : 0.6;
        };
    }
}
