package io.fulcrum.train;

import io.fulcrum.balance.BalanceDiagnostics;
import io.fulcrum.model.embedding.RowRecords;
import java.util.Map;

/**
 * A completed round.
 *
 * @param round index of the round, from 0; the log and the messages number rounds and epochs from 1
 * @param epoch index of the epoch, from 0
 * @param taskWeights [task] in force during the round
 * @param predicted [task] change of its loss that they let expect to first order; empty without gradients
 * @param step steps counted up to its end
 * @param examples rows trained on, over all workers
 * @param seconds by part
 * @param rows what became of embedding rows
 * @param digest of everything that training changed so far
 */
public record RoundOutcome(
        int round,
        int epoch,
        long step,
        long examples,
        double[] taskWeights,
        double[] predicted,
        RoundResult result,
        BalanceDiagnostics diagnostics,
        Map<String, Double> seconds,
        long bytesDown,
        long bytesUp,
        Rows rows,
        String digest) {

    /** How many embedding rows a round changed, and how many unseen ones it evicted. */
    public record Rows(long changed, long evicted) {
        static Rows of(RowRecords change) {
            return new Rows(change.count(), change.evictedCount());
        }
    }

    double rowsPerSecond() {
        return examples / seconds.get("total");
    }
}
