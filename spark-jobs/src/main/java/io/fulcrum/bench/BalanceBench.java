package io.fulcrum.bench;

import io.fulcrum.job.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What each balancing method's evidence and solution cost: a round of the census-size MMoE over one with fixed weights,
 * with all else as {@code reference.conf} has it. The methods train by turns in one process. Their local steps are the
 * same work, whose time on a shared machine differs by more than a method adds; so beside the ratio of the processor
 * times there is that of rounds which differ only by what is not a local step.
 */
public final class BalanceBench implements Bench {
    private static final String BASE = "static";

    private final Sides sides;
    private final int runs;
    private final RoundSize size;
    private final List<String> methods;
    private final CensusRows census;

    /** What the trainings of one method took. */
    private record Measured(double[] processorSeconds, LoggedTrainings logged) {}

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
        Map<String, Measured> measured = measured(workload, progress);
        Measured base = Objects.requireNonNull(measured.get(BASE));
        List<BenchRow> rows = new ArrayList<>();
        rows.add(BenchRow.of("balance/static-seconds", "s a round", base.logged.medians(RoundTimes::total)));
        rows.add(BenchRow.of("balance/static-processor-seconds", "processor s a round", perRound(base)));
        for (String method : methods) {
            Measured own = Objects.requireNonNull(measured.get(method));
            rows.add(BenchRow.ratio(
                    "balance/" + method,
                    "processor time of a round / that of static",
                    own.processorSeconds,
                    base.processorSeconds));
            rows.add(BenchRow.of(
                    "balance/" + method + "-by-parts",
                    "seconds of a round / those of static, equal local steps",
                    byParts(own.logged, base.logged)));
            rows.add(BenchRow.of(
                    "balance/" + method + "-probe-seconds", "s a round", own.logged.medians(RoundTimes::probe)));
            rows.add(BenchRow.of(
                    "balance/" + method + "-bytes-up", "bytes a round", own.logged.medians(RoundTimes::bytesUp)));
        }
        return rows;
    }

    /**
     * Returns [run] what a round of static takes, with the method's probe, merge and decision, relative to it. The
     * backward pass that the first step after a probe of gradients does without is not taken off.
     */
    private static double[] byParts(LoggedTrainings own, LoggedTrainings base) {
        double[] ratios = own.medians(round -> round.total() - round.localSteps());
        double[] others = base.medians(round -> round.total() - round.localSteps());
        double[] totals = base.medians(RoundTimes::total);
        Arrays.setAll(ratios, run -> 1 + (ratios[run] - others[run]) / totals[run]);
        return ratios;
    }

    private static double[] perRound(Measured measured) {
        double[] seconds = measured.processorSeconds.clone();
        Arrays.setAll(
                seconds,
                run -> seconds[run] / measured.logged.trainings().get(run).size());
        return seconds;
    }

    /** Returns what was measured of fixed weights and of each method. */
    private Map<String, Measured> measured(Workload workload, Progress progress) {
        List<String> all =
                Stream.concat(Stream.of(BASE), methods.stream()).distinct().toList();
        Map<String, Measured> measured = new HashMap<>();
        try (Lineup lineup = new Lineup()) {
            Path logs = lineup.make("logs");
            String place = lineup.write("workload", workload).toString();
            List<String> arguments = new ArrayList<>(List.of(place, size.plan(1).json(), logs.toString()));
            arguments.addAll(all);
            lineup.add(sides.ours(BalanceWorker.class, List.of(), arguments.toArray(String[]::new)));
            Contestant worker = lineup.sides().get(0);
            progress.note("rounds of " + size.localSteps() + " steps: " + worker.description());
            worker.secondsPerStep(Turns.ONE_STEP); // does not count
            for (String method : all) {
                measured.put(
                        method, new Measured(new double[runs], new LoggedTrainings(new ArrayList<>(), new double[0])));
            }
            for (int run = 0; run < runs; run++) {
                worker.secondsPerStep(Turns.ONE_STEP);
                for (Map.Entry<String, Measured> entry : measured.entrySet()) {
                    Path log = BalanceWorker.log(logs, entry.getKey());
                    entry.getValue().processorSeconds[run] = BalanceWorker.processorSeconds(logs, entry.getKey());
                    entry.getValue().logged.trainings().add(RoundTimes.read(log));
                }
                progress.update(String.format(Locale.ROOT, "balance: run %d of %d", run + 1, runs));
            }
        }
        return measured;
    }
}
