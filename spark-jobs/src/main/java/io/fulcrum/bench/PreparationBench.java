package io.fulcrum.bench;

import io.fulcrum.job.Progress;
import io.fulcrum.job.ScratchDirectory;
import io.fulcrum.job.Storage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/**
 * Preparation of a generated table by Fulcrum, by stages of spark.ml and by polars: whole processes by turns on the
 * same cores, measured from when their engine stands.
 */
public final class PreparationBench implements Bench {
    private static final String HEAP = "-Xmx4g";

    private final Sides sides;
    private final List<PreparationSide> compared;
    private final List<Long> sizes;
    private final int runs;

    /**
     * Prepares tables of these sizes.
     *
     * @param sides how they are started; the script is that of polars
     * @param compared the sides to run; ratios are theirs to Fulcrum, if it is one of them
     */
    public PreparationBench(Sides sides, List<PreparationSide> compared, List<Long> sizes, int runs) {
        this.sides = sides;
        this.compared = List.copyOf(new TreeSet<>(compared)); // Fulcrum first
        this.sizes = List.copyOf(sizes);
        this.runs = runs;
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
        PreparationRun[][] taken = new PreparationRun[compared.size()][runs];
        for (int run = 0; run < runs; run++) {
            for (int side = 0; side < compared.size(); side++) {
                Path output = scratch.path().resolve(compared.get(side) + "-" + size + "-" + run);
                taken[side][run] =
                        PreparationRun.of(compared.get(side).toString(), words(compared.get(side), table, output));
                Storage.delete(output.toString()); // fifty million rows take gigabytes
                progress.update(String.format(
                        Locale.ROOT,
                        "prepare: %,d rows, run %d of %d, %s %.1f s",
                        size,
                        run + 1,
                        runs,
                        compared.get(side),
                        taken[side][run].seconds()));
            }
        }
        return rows("prepare/" + size + "/", compared, taken, size);
    }

    private static List<BenchRow> rows(
            String prefix, List<PreparationSide> sides, PreparationRun[][] taken, long size) {
        List<BenchRow> rows = new ArrayList<>();
        for (int side = 1; side < sides.size() && sides.get(0) == PreparationSide.FULCRUM; side++) {
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

    private List<String> words(PreparationSide side, Path table, Path output) {
        return switch (side) {
            case FULCRUM -> ours(PreparationWorker.Task.FULCRUM, table, output.toString());
            case SPARK_ML -> ours(PreparationWorker.Task.SPARK_ML, table, output.toString());
            case POLARS -> {
                List<String> words = sides.pinned();
                words.addAll(List.of(
                        sides.python().toString(), sides.script().toString(), table.toString(), output.toString()));
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
