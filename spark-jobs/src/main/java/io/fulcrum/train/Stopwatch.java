package io.fulcrum.train;

import java.util.LinkedHashMap;
import java.util.Map;

/** Where the seconds of a round go. */
final class Stopwatch {
  private final long started = System.nanoTime();
  private final Map<String, Double> laps = new LinkedHashMap<>();
  private long last = started;

  /** Ends a part that began with the part before. */
  void lap(String part) {
    long now = System.nanoTime();
    laps.put(part, (now - last) / 1e9);
    last = now;
  }

  /**
   * Returns seconds by part. Workers time their probe and steps themselves; what is left of the stage is the broadcast
   * of the plan, the scheduling of tasks and the way of the states back to the driver.
   */
  Map<String, Double> parts(RoundState merged) {
    Map<String, Double> parts = new LinkedHashMap<>();
    parts.put("broadcast", Math.max(0, laps.get("stage") - merged.probeSeconds() - merged.stepSeconds()));
    parts.put("probe", merged.probeSeconds());
    parts.put("localSteps", merged.stepSeconds());
    parts.put("merge", laps.get("merge"));
    parts.put("solve", laps.get("solve"));
    parts.put("total", (System.nanoTime() - started) / 1e9);
    return parts;
  }
}
