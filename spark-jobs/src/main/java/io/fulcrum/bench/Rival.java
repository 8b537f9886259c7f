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
            RivalWay.of("two-threads", 2),
            RivalWay.of("one-thread", 1),
            RivalWay.of("two-and-two-threads", 2, PyTorchWay.EAGER, "--interop-threads", "2"),
            RivalWay.of("fused-adam", 2, PyTorchWay.FUSED_ADAM),
            RivalWay.of("compiled", 2, PyTorchWay.COMPILED),
            RivalWay.of("openblas", 2, PyTorchWay.OPENBLAS_EAGER),
            RivalWay.of("openblas-compiled", 2, PyTorchWay.OPENBLAS_COMPILED)),
    /** The loop of its {@code fit}. */
    DEEPCTR_TORCH("DeepCTR-Torch", RivalWay.of("two-threads", 2), RivalWay.of("one-thread", 1)),
    /** The loop of its {@code Trainer}. */
    LIBMTL("LibMTL", RivalWay.of("two-threads", 2), RivalWay.of("one-thread", 1));

    private final String title;
    private final List<RivalWay> ways;

    Rival(String title, RivalWay... ways) {
        this.title = title;
        this.ways = List.of(ways);
    }

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

    /**
     * Starts a side for each way that works there.
     *
     * @param steps the ways in which PyTorch works there
     */
    List<RivalWay.Entrant> start(Sides sides, List<PyTorchWay> steps, Path workload) {
        List<RivalWay.Entrant> started = new ArrayList<>();
        ways.stream()
                .filter(way -> steps.contains(way.step()))
                .forEach(way -> started.add(new RivalWay.Entrant(way, start(sides, workload, way))));
        return started;
    }

    private Contestant start(Sides sides, Path workload, RivalWay way) {
        return this == PYTORCH
                ? way.step().start(sides, workload, way.threads(), way.options())
                : sides.library(title, toString(), workload, way.threads());
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
    List<BenchRow> speeds(String prefix, List<RivalWay.Entrant> entrants, double[][] theirs) {
        return IntStream.range(0, theirs.length)
                .mapToObj(i -> row(prefix + this + "-" + entrants.get(i).way().name() + "-rows-per-second", theirs[i]))
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
