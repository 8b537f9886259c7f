package io.fulcrum.bench;

import io.fulcrum.job.Progress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Blocks of steps by turns: every side steps for a while, then the next, so that a machine that slows down slows all.
 *
 * @param runs blocks of each side that count
 * @param seconds of a block, at least
 * @param warmUp seconds that each side steps before the first block
 */
public record Turns(int runs, double seconds, double warmUp) {
    /** Seconds that are over after a single step. */
    static final double ONE_STEP = 1e-6;

    /** Returns [side][run] seconds of a step. */
    double[][] take(String what, List<Contestant> sides, Progress progress) {
        sides.forEach(side -> progress.note(what + ": " + side.description()));
        sides.forEach(side -> side.secondsPerStep(warmUp));
        double[][] taken = new double[sides.size()][runs];
        for (int run = 0; run < runs; run++) {
            for (int side = 0; side < taken.length; side++) {
                taken[side][run] = sides.get(side).secondsPerStep(seconds);
            }
            progress.update(String.format(
                    Locale.ROOT, "%s: run %d of %d  ms a step %s", what, run + 1, runs, told(taken, run)));
        }
        return taken;
    }

    /** Returns [side][run] how long steps took. */
    Latencies[][] takeTimed(String what, List<Contestant> sides, Progress progress) {
        sides.forEach(side -> progress.note(what + ": " + side.description()));
        sides.forEach(side -> side.latencies(warmUp));
        Latencies[][] taken = new Latencies[sides.size()][runs];
        for (int run = 0; run < runs; run++) {
            for (int side = 0; side < taken.length; side++) {
                taken[side][run] = sides.get(side).latencies(seconds);
            }
            progress.update(String.format(Locale.ROOT, "%s: run %d of %d", what, run + 1, runs));
        }
        return taken;
    }

    private static String told(double[][] taken, int run) {
        return String.join(
                " ",
                Arrays.stream(taken)
                        .map(side -> String.format(Locale.ROOT, "%.3f", 1e3 * side[run]))
                        .toList());
    }
}
