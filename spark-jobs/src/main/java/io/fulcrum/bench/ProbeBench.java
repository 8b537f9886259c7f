package io.fulcrum.bench;

import io.fulcrum.job.Progress;
import java.util.Arrays;
import java.util.List;

/**
 * What share of a round the probe takes: census-size MMoE, two workers, rounds of 50 local steps. And what one batch's
 * probe adds to the steps of a round, which is less, for the first step takes its gradient from the probe.
 */
public final class ProbeBench implements Bench {
    private static final double SECONDS = 2; // of a turn of steps
    private static final double WARM_UP = 6;

    private final Sides sides;
    private final int runs;
    private final RoundSize size;
    private final CensusRows census;

    public ProbeBench(Sides sides, int runs, RoundSize size, CensusRows census) {
        this.sides = sides;
        this.runs = runs;
        this.size = size;
        this.census = census;
    }

    @Override
    public List<BenchRow> run(Progress progress) {
        Workload workload = StepNet.CENSUS_MMOE.onCensus(census, size.batchSize());
        LoggedTrainings rounds = LoggedTrainings.run(sides, workload, size.plan(2), runs, progress);
        double[][] steps = steps(workload, progress); // without and with a probe
        double[] added = steps[1].clone();
        Arrays.setAll(added, run -> (steps[1][run] - steps[0][run]) / steps[0][run] / size.localSteps());
        return List.of(
                BenchRow.of("probe/added-to-steps", "time added to the local steps of a round / theirs", added),
                BenchRow.of(
                        "probe/share-of-round",
                        "probe time / round's",
                        rounds.medians(round -> round.probe() / round.total())),
                BenchRow.of("probe/ms", "ms a round", rounds.medians(round -> 1e3 * round.probe())),
                BenchRow.of("probe/round-ms", "ms a round", rounds.medians(round -> 1e3 * round.total())));
    }

    /** Returns [side][run] seconds of a step alone, and of one whose batch is probed before. */
    private double[][] steps(Workload workload, Progress progress) {
        try (Lineup lineup = new Lineup()) {
            String place = lineup.write("steps", workload).toString();
            lineup.add(sides.ours(StepWorker.class, List.of(), place));
            lineup.add(sides.ours(StepWorker.class, List.of(), place, StepWorker.PROBING));
            return new Turns(runs, SECONDS, WARM_UP).take("probe/step", lineup.sides(), progress);
        }
    }
}
