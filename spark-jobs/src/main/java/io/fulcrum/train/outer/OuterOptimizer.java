package io.fulcrum.train.outer;

import java.util.function.DoubleSupplier;

/**
 * How a round's averaged parameters become the next round's start: local SGD's outer step, whose gradient is the
 * round's change Δ = mean − start with the sign turned. Velocities here point along Δ, not against it.
 *
 * <p>The next start is computed as mean + (rate − 1) Δ + momentum's part, in double and rounded once, and is the mean
 * itself at rate 1 without momentum: start + Δ would round, and then no method would equal plain averaging to the bit.
 *
 * <p>Only the dense parameters are moved so. The optimiser's state is averaged or reset, never extrapolated, for a
 * second moment pushed below zero has no root. Embedding rows follow {@code rounds.row-merge} alone: their velocity
 * would move every row ever touched in every round, and a round must cost its touched rows, never the table.
 */
public sealed interface OuterOptimizer permits PlainAveraging, BlockMomentum, NesterovMomentum, SlowMomentum {
    /**
     * Where the next round starts.
     *
     * @param parameters [parameter]
     * @param velocity [parameter] to hand to the next call, empty for an optimiser that keeps none
     */
    record Start(float[] parameters, float[] velocity) {}

    /** What the round's change is multiplied by. */
    double rate();

    /** The share of the velocity that lives on in the next round. */
    double momentum();

    /**
     * Moves the start on when it is not the mean itself; changes none of its arguments.
     *
     * @param start [parameter] at which the round started
     * @param mean [parameter] mean over the round's workers by example counts
     * @param velocity [parameter] of the last round, zeros before the first
     * @param learningRate of the round's local steps, asked only by those who need it
     */
    Start moved(float[] start, float[] mean, float[] velocity, DoubleSupplier learningRate);

    /** Returns the next round's start; arguments as for {@link #moved}. */
    default Start next(float[] start, float[] mean, float[] velocity, DoubleSupplier learningRate) {
        return isAveraging() ? new Start(mean, velocity) : moved(start, mean, velocity, learningRate);
    }

    /** Returns the velocity before the first round. */
    default float[] still(int parameters) {
        return new float[isAveraging() ? 0 : parameters];
    }

    /** Refuses a velocity that was not made for so many parameters by an optimiser like this. */
    default float[] checked(float[] velocity, int parameters) {
        int needed = still(parameters).length;
        if (velocity.length != needed) {
            throw new IllegalArgumentException("Outer velocity: " + velocity.length + " numbers to resume from, but "
                    + parameters + " parameters with " + this + " need " + needed
                    + ": they come from another network or other"
                    + " rounds.outer settings. Resume with the settings that they were made with, or restart.");
        }
        return velocity;
    }

    private boolean isAveraging() {
        return rate() == 1 && momentum() == 0;
    }
}
