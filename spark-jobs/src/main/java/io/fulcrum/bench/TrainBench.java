package io.fulcrum.bench;

import io.fulcrum.job.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Whole trainings of the census-size MMoE by two workers on two cores, with rounds, probes and logging, against the
 * steps of every {@link Rival} on the same two cores.
 */
public final class TrainBench implements Bench {
    private static final String NAME = "train/census-mmoe-two-cores/";

    private final Sides sides;
    private final Turns turns;
    private final RoundSize size;
    private final CensusRows census;

    /** Pins all sides to the cores of {@code sides}, which should be two. */
    public TrainBench(Sides sides, Turns turns, RoundSize size, CensusRows census) {
        this.sides = sides;
        this.turns = turns;
        this.size = size;
        this.census = census;
    }

    @Override
    public List<BenchRow> run(Progress progress) {
        Workload workload = StepNet.CENSUS_MMOE.onCensus(census, size.batchSize());
        try (Lineup lineup = new Lineup()) {
            Path place = lineup.write("workload", workload);
            TrainPlan plan = size.plan(2);
            lineup.add(sides.ours(
                    TrainWorker.class,
                    List.of(),
                    place.toString(),
                    plan.json(),
                    lineup.make("log").toString()));
            Map<Rival, List<RivalWay.Entrant>> rivals = new EnumMap<>(Rival.class);
            List<PyTorchWay> steps = PyTorchWay.at(sides);
            for (Rival rival : Rival.at(sides)) {
                rivals.put(rival, rival.start(sides, steps, place));
                rivals.get(rival).forEach(entrant -> lineup.add(entrant.side()));
            }
            double[][] seconds = turns.take(NAME.substring(0, NAME.length() - 1), lineup.sides(), progress);
            return rows(workload.shape(), rivals, seconds);
        }
    }

    private List<BenchRow> rows(WorkloadShape shape, Map<Rival, List<RivalWay.Entrant>> rivals, double[][] seconds) {
        double[] ours = speeds((double) shape.rows() * size.epochs(), seconds[0]);
        List<BenchRow> rows = new ArrayList<>();
        List<BenchRow> speeds = new ArrayList<>(List.of(BenchRow.of(NAME + "rows-per-second", "rows/s", ours)));
        int first = 1;
        for (Map.Entry<Rival, List<RivalWay.Entrant>> entry : rivals.entrySet()) {
            Rival rival = entry.getKey();
            int ways = entry.getValue().size();
            double[][] theirs = Arrays.stream(seconds, first, first + ways)
                    .map(way -> speeds(shape.batchSize(), way))
                    .toArray(double[][]::new);
            rows.add(rival.ratio(NAME, ours, theirs));
            speeds.addAll(rival.speeds(NAME, entry.getValue(), theirs));
            first += ways;
        }
        rows.addAll(speeds);
        return rows;
    }

    private static double[] speeds(double rows, double[] seconds) {
        return Arrays.stream(seconds).map(taken -> rows / taken).toArray();
    }
}
