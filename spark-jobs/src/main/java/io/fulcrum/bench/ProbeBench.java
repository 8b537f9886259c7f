package io.fulcrum.bench;

import io.fulcrum.job.Progress;
import java.util.List;

/** What share of a round the probe takes: census-size MMoE, two workers, rounds of 50 local steps. */
public final class ProbeBench implements Bench {
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
        return List.of(
                BenchRow.of(
                        "probe/share-of-round",
                        "probe time / round's",
                        rounds.medians(round -> round.probe() / round.total())),
                BenchRow.of("probe/ms", "ms a round", rounds.medians(round -> 1e3 * round.probe())),
                BenchRow.of("probe/round-ms", "ms a round", rounds.medians(round -> 1e3 * round.total())));
    }
}
