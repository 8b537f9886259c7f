package io.fulcrum.train;

import java.util.Optional;

/**
 * How far a run has come, as its loop counts.
 *
 * @param epoch that the next round belongs to
 * @param round number of that round in its epoch
 * @param best model of the best epoch so far, if one is over
 */
public record Standing(int epoch, int round, Optional<TrainedModel> best) {
    public static final Standing START = new Standing(0, 0, Optional.empty());

    Standing nextRound() {
        return new Standing(epoch, round + 1, best);
    }

    Standing nextEpoch() {
        return new Standing(epoch + 1, 0, best);
    }

    /** The next epoch, after one that was the best. */
    Standing nextEpoch(TrainedModel better) {
        return new Standing(epoch + 1, 0, Optional.of(better));
    }
}
