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
     * Returns seconds by part. Workers time their probe and steps themselves, and the slowest counts. What is left is
     * {@code other}: executors fetching the plan, scheduling, the way of the states back, and workers that wait for a
     * core.
     */
    Map<String, Double> parts(RoundState merged) {
        Map<String, Double> parts = new LinkedHashMap<>();
        double total = (System.nanoTime() - started) / 1e9;
        parts.put("broadcast", laps.get("broadcast"));
        parts.put("probe", merged.probeSeconds());
        parts.put("localSteps", merged.stepSeconds());
        parts.put("merge", laps.get("merge"));
        parts.put("solve", laps.get("solve"));
        parts.put(
                "other",
                Math.max(
                        0,
                        total
                                - parts.values().stream()
                                        .mapToDouble(Double::doubleValue)
                                        .sum()));
        parts.put("total", total);
        return parts;
    }
}
