package io.fulcrum.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** A trainer from elsewhere that whole trainings are compared with, in the best of several ways to run it. */
public enum Rival {
    /** Plain steps. */
    PYTORCH(
            "PyTorch",
            new Way("two-threads", 2),
            new Way("one-thread", 1),
            new Way("two-and-two-threads", 2, "--interop-threads", "2"),
            new Way("fused-adam", 2, "--adam", "fused")),
    /** The loop of its {@code fit}. */
    DEEPCTR_TORCH("DeepCTR-Torch", new Way("two-threads", 2), new Way("one-thread", 1)),
    /** The loop of its {@code Trainer}. */
    LIBMTL("LibMTL", new Way("two-threads", 2), new Way("one-thread", 1));

    private final String title;
    private final List<Way> ways;

    Rival(String title, Way... ways) {
        this.title = title;
        this.ways = List.of(ways);
    }

    private record Way(String name, int threads, String... options) {}

    /** Returns those that can be run. */
    static List<Rival> at(Sides sides) {
        return Arrays.stream(values()).filter(rival -> rival.isAt(sides)).toList();
    }

    /** Returns what to do about the others, in one sentence or more each: without PyTorch there is none. */
    public static List<String> missingAt(Sides sides) {
        if (!sides.hasPyTorch()) {
            return List.of(sides.withoutPyTorch());
        }
        return Arrays.stream(values())
                .filter(rival -> rival != PYTORCH && !rival.isAt(sides))
                .map(rival -> sides.withoutLibrary(rival.title, rival.toString()))
                .toList();
    }

    private boolean isAt(Sides sides) {
        return this == PYTORCH ? sides.hasPyTorch() : sides.hasLibrary(toString());
    }

    int wayCount() {
        return ways.size();
    }

    /** Starts a side for each way. */
    List<Contestant> start(Sides sides, Path workload) {
        List<Contestant> started = new ArrayList<>();
        ways.forEach(way -> started.add(start(sides, workload, way)));
        return started;
    }

    private Contestant start(Sides sides, Path workload, Way way) {
        return this == PYTORCH
                ? sides.pyTorch(workload, way.threads, way.options)
                : sides.library(title, toString(), workload, way.threads);
    }

    /**
     * Returns the comparison of our speeds with those of its best way.
     *
     * @param ours [run]
     * @param theirs [way][run]
     */
    BenchRow ratio(String prefix, double[] ours, double[][] theirs) {
        double[] best = Arrays.stream(theirs)
                .max(Comparator.comparing(speeds -> row("", speeds).median()))
                .orElseThrow();
        return BenchRow.ratio(prefix + "ratio-to-" + this, "rows/s / " + title + "'s best", ours, best);
    }

    /** Returns the speeds of its ways, [way][run], as rows. */
    List<BenchRow> speeds(String prefix, double[][] theirs) {
        return IntStream.range(0, theirs.length)
                .mapToObj(way -> row(prefix + this + "-" + ways.get(way).name + "-rows-per-second", theirs[way]))
                .toList();
    }

    private static BenchRow row(String name, double[] speeds) {
        return BenchRow.of(name, "rows/s", speeds);
    }

    /** Returns the name as rows and scripts have it, such as deepctr-torch. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
