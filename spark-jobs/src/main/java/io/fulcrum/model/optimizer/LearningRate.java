package io.fulcrum.model.optimizer;

import io.fulcrum.config.ConfigReader;
import java.io.Serializable;

/**
 * The learning rate as a function of the counted step: a linear rise over the warm-up, then the schedule.
 *
 * @param base the rate after the warm-up
 * @param warmUpSteps steps of linear rise; 0 for none
 * @param decaySteps steps over which the rate falls by {@code decayFactor} (step), or to zero (linear, cosine)
 * @param decayFactor factor of one decay, for {@code STEP} only
 */
public record LearningRate(double base, Schedule schedule, long warmUpSteps, long decaySteps, double decayFactor)
        implements Serializable {
    /** The shape of the fall. */
    public enum Schedule {
        CONSTANT,
        STEP,
        LINEAR,
        COSINE
    }

    public static LearningRate constant(double rate) {
        return new LearningRate(rate, Schedule.CONSTANT, 0, 1, 1);
    }

    static LearningRate read(ConfigReader optimizer) {
        ConfigReader schedule = optimizer.section("schedule");
        LearningRate rate = new LearningRate(
                optimizer.numberAbove("learning-rate", 0),
                schedule.choice("type", Schedule.class),
                schedule.wholeNumber("warm-up-steps", 0, Long.MAX_VALUE),
                schedule.wholeNumber("decay-steps", 1, Long.MAX_VALUE),
                schedule.number("decay-factor", 0, 1));
        schedule.refuseUnknown();
        return rate;
    }

    /** Returns the same schedule from another rate. */
    LearningRate withRate(double rate) {
        return new LearningRate(rate, schedule, warmUpSteps, decaySteps, decayFactor);
    }

    /** Returns the rate of the counted step, from 1. */
    public double at(long step) {
        if (step <= warmUpSteps) {
            return base * step / warmUpSteps;
        }
        double past = step - warmUpSteps - 1;
        double share = Math.min(1, past / decaySteps);
        return switch (schedule) {
            case CONSTANT -> base;
            case STEP -> base * Math.pow(decayFactor, Math.floor(past / decaySteps));
            case LINEAR -> base * (1 - share);
            case COSINE -> base * (1 + Math.cos(Math.PI * share)) / 2;
        };
    }
}
