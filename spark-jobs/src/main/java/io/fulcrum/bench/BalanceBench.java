package io.fulcrum.bench;

import io.fulcrum.job.Progress;
import java.util.ArrayList;
import java.util.List;

/**
 * What each balancing method's evidence and solution cost: the time of a round of the census-size MMoE over that of
 * fixed weights, with all else as {@code reference.conf} has it.
 */
public final class BalanceBench implements Bench {
    private static final String BASE = "static";

    private final Sides sides;
    private final int runs;
    private final RoundSize size;
    private final List<String> methods;
    private final CensusRows census;

    /**
     * Measures methods.
     *
     * @param methods their names in the configuration
     */
    public BalanceBench(Sides sides, int runs, RoundSize size, List<String> methods, CensusRows census) {
        this.sides = sides;
        this.runs = runs;
        this.size = size;
        this.methods = List.copyOf(methods);
        this.census = census;
    }

    @Override
    public List<BenchRow> run(Progress progress) {
        Workload workload = StepNet.CENSUS_MMOE.onCensus(census, size.batchSize());
        double[] base = trainings(BASE, workload, progress).medians(RoundTimes::total);
        List<BenchRow> rows = new ArrayList<>();
        rows.add(BenchRow.of("balance/static-seconds", "s a round", base));
        for (String method : methods) {
            LoggedTrainings measured = trainings(method, workload, progress);
            rows.add(BenchRow.ratio(
                    "balance/" + method,
                    "time of a round / that of static",
                    measured.medians(RoundTimes::total),
                    base));
            rows.add(BenchRow.of(
                    "balance/" + method + "-probe-seconds", "s a round", measured.medians(RoundTimes::probe)));
            rows.add(BenchRow.of(
                    "balance/" + method + "-bytes-up", "bytes a round", measured.medians(RoundTimes::bytesUp)));
        }
        return rows;
    }

    private LoggedTrainings trainings(String method, Workload workload, Progress progress) {
        return LoggedTrainings.run(sides, workload, size.plan(1).withMethod(method), runs, progress);
    }
}
