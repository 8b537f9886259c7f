package io.fulcrum.bench;

import io.fulcrum.job.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Whether training slows down as data grows: time a row over rounds, for several numbers of generated rows, by turns.
 * Trainings on few rows take more epochs, so that each trains on about as many as asked for.
 */
public final class RowsBench implements Bench {
    private final Sides sides;
    private final int runs;
    private final RoundSize size;
    private final List<Long> sizes;
    private final long rowsOfTraining;

    /**
     * Trains on each number of rows.
     *
     * @param size of rounds; its epochs are not used
     * @param rowsOfTraining that a training visits at least
     */
    public RowsBench(Sides sides, int runs, RoundSize size, List<Long> sizes, long rowsOfTraining) {
        this.sides = sides;
        this.runs = runs;
        this.size = size;
        this.sizes = List.copyOf(sizes);
        this.rowsOfTraining = rowsOfTraining;
    }

    @Override
    public List<BenchRow> run(Progress progress) {
        try (Lineup lineup = new Lineup()) {
            List<Path> logs = new ArrayList<>();
            for (long rows : sizes) {
                Path log = lineup.make("log" + rows);
                logs.add(log);
                progress.note("rows/growth: making " + rows + " rows");
                lineup.add(sides.ours(
                        RowsWorker.class, List.of(), "" + rows, plan(rows).json(), log.toString()));
            }
            lineup.sides().forEach(side -> side.secondsPerStep(Turns.ONE_STEP));
            double[][] microseconds = new double[sizes.size()][runs];
            for (int run = 0; run < runs; run++) {
                for (int i = 0; i < sizes.size(); i++) {
                    lineup.sides().get(i).secondsPerStep(Turns.ONE_STEP);
                    microseconds[i][run] = microsecondsPerRow(RoundTimes.read(logs.get(i)));
                    progress.update(String.format(
                            Locale.ROOT,
                            "rows/growth: run %d of %d, %,d rows: %.3f µs a row",
                            run + 1,
                            runs,
                            sizes.get(i),
                            microseconds[i][run]));
                }
            }
            return rows(microseconds);
        }
    }

    private TrainPlan plan(long rows) {
        int epochs = (int) Math.max(1, (rowsOfTraining + rows - 1) / rows);
        return new RoundSize(size.localSteps(), size.batchSize(), epochs).plan(2);
    }

    private static double microsecondsPerRow(List<RoundTimes> rounds) {
        return 1e6
                * rounds.stream().mapToDouble(RoundTimes::total).sum()
                / rounds.stream().mapToLong(RoundTimes::examples).sum();
    }

    private List<BenchRow> rows(double[][] microseconds) {
        List<BenchRow> each = IntStream.range(0, microseconds.length)
                .mapToObj(i -> BenchRow.of("rows/" + sizes.get(i) + "/microseconds", "µs a row", microseconds[i]))
                .toList();
        Comparator<Integer> byTime = Comparator.comparing(i -> each.get(i).median());
        int slowest = IntStream.range(0, each.size()).boxed().max(byTime).orElseThrow();
        int fastest = IntStream.range(0, each.size()).boxed().min(byTime).orElseThrow();
        List<BenchRow> rows = new ArrayList<>();
        rows.add(
                BenchRow.ratio("rows/growth", "most time a row / least", microseconds[slowest], microseconds[fastest]));
        rows.addAll(each);
        return rows;
    }
}
