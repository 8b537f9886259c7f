package io.fulcrum.bench;

import io.fulcrum.job.Progress;
import io.fulcrum.job.ScratchDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Preparation of a generated table by Fulcrum, by stages of spark.ml and by polars: whole processes by turns on the
 * same cores, measured from when their engine stands.
 */
public final class PreparationBench implements Bench {
    private static final String HEAP = "-Xmx4g";

    private final Sides sides;
    private final Optional<Path> polars;
    private final List<Long> sizes;
    private final int runs;

    /**
     * Prepares tables of these sizes.
     *
     * @param polars the script of the polars side, none to leave it out
     */
    public PreparationBench(Sides sides, Optional<Path> polars, List<Long> sizes, int runs) {
        this.sides = sides;
        this.polars = polars;
        this.sizes = List.copyOf(sizes);
        this.runs = runs;
    }

    /** A way to prepare. */
    private enum Side {
        FULCRUM,
        SPARK_ML,
        POLARS;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Override
    public List<BenchRow> run(Progress progress) {
        List<BenchRow> rows = new ArrayList<>();
        try (ScratchDirectory scratch = new ScratchDirectory()) {
            for (long size : sizes) {
                Path table = scratch.path().resolve("table-" + size);
                progress.note("prepare: writing " + size + " rows");
                write(table, size);
                rows.addAll(measure(table, size, scratch, progress));
            }
        }
        return rows;
    }

    private List<BenchRow> measure(Path table, long size, ScratchDirectory scratch, Progress progress) {
        List<Side> present = polars.isPresent() ? List.of(Side.values()) : List.of(Side.FULCRUM, Side.SPARK_ML);
        PreparationRun[][] taken = new PreparationRun[present.size()][runs];
        for (int run = 0; run < runs; run++) {
            for (int side = 0; side < present.size(); side++) {
                Path output = scratch.path().resolve(present.get(side) + "-" + size + "-" + run);
                taken[side][run] =
                        PreparationRun.of(present.get(side).toString(), words(present.get(side), table, output));
                progress.update(String.format(
                        Locale.ROOT,
                        "prepare: %,d rows, run %d of %d, %s %.1f s",
                        size,
                        run + 1,
                        runs,
                        present.get(side),
                        taken[side][run].seconds()));
            }
        }
        return rows("prepare/" + size + "/", present, taken, size);
    }

    private static List<BenchRow> rows(String prefix, List<Side> sides, PreparationRun[][] taken, long size) {
        List<BenchRow> rows = new ArrayList<>();
        for (int side = 1; side < sides.size(); side++) {
            rows.add(BenchRow.ratio(
                    prefix + "ratio-to-" + sides.get(side),
                    "their time / ours",
                    each(taken[side], PreparationRun::seconds),
                    each(taken[0], PreparationRun::seconds)));
        }
        for (int side = 0; side < sides.size(); side++) {
            String name = prefix + sides.get(side) + "-";
            rows.add(BenchRow.of(name + "rows-per-second", "rows/s", each(taken[side], run -> size / run.seconds())));
            rows.add(BenchRow.of(
                    name + "processor", "processor s", each(taken[side], PreparationRun::processorSeconds)));
            rows.add(BenchRow.of(name + "peak", "MB resident", each(taken[side], PreparationRun::peakMegabytes)));
            rows.add(BenchRow.of(name + "written", "MB", each(taken[side], run -> run.bytes() / 1e6)));
        }
        return rows;
    }

    private static double[] each(PreparationRun[] runs, ToDoubleFunction<PreparationRun> figure) {
        return Arrays.stream(runs).mapToDouble(figure).toArray();
    }

    private void write(Path table, long rows) {
        List<String> words = ours(PreparationWorker.Task.TABLE, table, "" + rows);
        PreparationRun.require("table", words);
    }

    private List<String> words(Side side, Path table, Path output) {
        return switch (side) {
            case FULCRUM -> ours(PreparationWorker.Task.FULCRUM, table, output.toString());
            case SPARK_ML -> ours(PreparationWorker.Task.SPARK_ML, table, output.toString());
            case POLARS -> {
                List<String> words = sides.pinned();
                words.addAll(List.of(
                        sides.python().toString(),
                        polars.orElseThrow().toString(),
                        table.toString(),
                        output.toString()));
                yield words;
            }
        };
    }

    private List<String> ours(PreparationWorker.Task task, Path table, String last) {
        List<String> words = sides.pinned();
        words.addAll(OwnJvm.words(
                PreparationWorker.class.getName(), List.of(HEAP), List.of(task.name(), table.toString(), last)));
        return words;
    }
}
