package io.fulcrum.train;

import io.fulcrum.balance.BalanceDiagnostics;
import java.util.Map;

/**
 * A round that is over, as the log tells it.
 *
 * @param taskWeights [task] in force during the round
 * @param step steps counted up to its end
 * @param examples rows trained on, over all workers
 * @param seconds by part
 * @param digest of everything that training changed so far
 */
public record RoundOutcome(
    int round,
    int epoch,
    long step,
    long examples,
    double[] taskWeights,
    RoundResult result,
    BalanceDiagnostics diagnostics,
    Map<String, Double> seconds,
    long bytesDown,
    long bytesUp,
    String digest) {

  double rowsPerSecond() {
    return examples / seconds.get("total");
  }
}
