package io.fulcrum.bench;

import io.fulcrum.job.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What rounds cost beyond their steps, with the census-size MMoE: the fixed cost of a round (from rounds of one step),
 * the share of everything but probe and steps in a round of 50, what a second worker brings, and whether memory grows.
 */
public final class RoundBench implements Bench {
    private static final int LONG_ROUNDS_OF_EPOCH = 20;
    private static final int LONG_BATCH = 64;

    private final Sides sides;
    private final Turns turns;
    private final RoundSize size;
    private final int longRounds;
    private final CensusRows census;

    /**
     * Measures rounds.
     *
     * @param longRounds of the training whose memory is watched, a multiple of 200; 0 for none
     */
    public RoundBench(Sides sides, Turns turns, RoundSize size, int longRounds, CensusRows census) {
        this.sides = sides;
        this.turns = turns;
        this.size = size;
        this.longRounds = longRounds;
        this.census = census;
    }

    @Override
    public List<BenchRow> run(Progress progress) {
        Workload workload = StepNet.CENSUS_MMOE.onCensus(census, size.batchSize());
        List<BenchRow> rows = new ArrayList<>(fixedCost(workload, progress));
        rows.addAll(syncShare(workload, progress));
        rows.addAll(speedup(workload, progress));
        if (longRounds > 0) {
            rows.addAll(memory(progress));
        }
        return rows;
    }

    private List<BenchRow> fixedCost(Workload workload, Progress progress) {
        RoundSize single = new RoundSize(1, size.batchSize(), 1);
        LoggedTrainings rounds = LoggedTrainings.run(sides, workload, single.plan(2), turns.runs(), progress);
        double[] inside = rounds.medians(RoundTimes::sync);
        double[] outside = rounds.outsideRounds();
        double[] both = new double[inside.length];
        Arrays.setAll(both, run -> 1e3 * (inside[run] + outside[run]));
        return List.of(
                BenchRow.of("round/fixed-cost-ms", "ms a round", both),
                BenchRow.of(
                        "round/outside-ms",
                        "ms a round",
                        Arrays.stream(outside).map(taken -> 1e3 * taken).toArray()));
    }

    private List<BenchRow> syncShare(Workload workload, Progress progress) {
        LoggedTrainings rounds = LoggedTrainings.run(sides, workload, size.plan(2), turns.runs(), progress);
        return List.of(BenchRow.of(
                "round/sync-share", "sync time / round's", rounds.medians(round -> round.sync() / round.total())));
    }

    private List<BenchRow> speedup(Workload workload, Progress progress) {
        try (Lineup lineup = new Lineup()) {
            String place = lineup.write("workload", workload).toString();
            for (int workers = 1; workers <= 2; workers++) {
                lineup.add(sides.ours(
                        TrainWorker.class,
                        List.of(),
                        place,
                        size.plan(workers).json(),
                        lineup.make("log" + workers).toString()));
            }
            double[][] seconds = turns.take("round/two-workers-speedup", lineup.sides(), progress);
            return List.of(
                    BenchRow.ratio("round/two-workers-speedup", "one's time / two's", seconds[0], seconds[1]),
                    BenchRow.of("round/one-worker-seconds", "s a training", seconds[0]),
                    BenchRow.of("round/two-workers-seconds", "s a training", seconds[1]));
        }
    }

    private List<BenchRow> memory(Progress progress) {
        RoundSize small = new RoundSize(1, LONG_BATCH, Math.max(1, longRounds / LONG_ROUNDS_OF_EPOCH));
        CensusRows few = census.first(2 * LONG_BATCH * LONG_ROUNDS_OF_EPOCH);
        try (Lineup lineup = new Lineup()) {
            Path log = lineup.make("log");
            String place = lineup.write("workload", StepNet.CENSUS_MMOE.onCensus(few, LONG_BATCH))
                    .toString();
            lineup.add(sides.ours(
                    LongRunWorker.class, List.of(), place, small.plan(2).json(), log.toString()));
            progress.note("round/heap-growth-mb: " + longRounds + " rounds in one training");
            lineup.sides().get(0).secondsPerStep(Turns.ONE_STEP);
            return growth(log);
        }
    }

    private static List<BenchRow> growth(Path log) {
        try (Stream<String> lines = Files.lines(log.resolve(LongRunWorker.MEMORY))) {
            double[][] noted = lines.map(line -> Arrays.stream(line.split(" "))
                            .mapToDouble(Double::parseDouble)
                            .toArray())
                    .toArray(double[][]::new);
            double[] early = noted[0];
            double[] late = noted[noted.length - 1];
            String from = String.format(Locale.ROOT, "MB, round %.0f to %.0f", early[0], late[0]);
            return List.of(
                    BenchRow.of("round/heap-growth-mb", from, new double[] {late[1] - early[1]}),
                    BenchRow.of("round/heap-mb", "MB at the end", new double[] {late[1]}),
                    BenchRow.of("round/resident-growth-mb", from, new double[] {late[2] - early[2]}));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
