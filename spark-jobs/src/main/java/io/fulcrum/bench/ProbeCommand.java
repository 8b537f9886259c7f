package io.fulcrum.bench;

import io.fulcrum.job.Progress;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures what share of a round its probe takes. */
@Command(
        name = "probe",
        mixinStandardHelpOptions = true,
        description = "Measures what share of a round the probe of the tasks' gradients takes.",
        footer = {"", "Example:", "  fulcrum bench probe --json probe.json"})
final class ProbeCommand implements Callable<Integer> {
    @Mixin
    private BenchOutput output;

    @Mixin
    private CensusOptions census;

    @Mixin
    private RoundOptions rounds;

    @Option(names = "--runs", defaultValue = "5", description = "Trainings (default: ${DEFAULT-VALUE}).")
    private int runs;

    @Override
    public Integer call() {
        output.requirePositive(runs);
        RoundSize size = rounds.size(output);
        output.show(new ProbeBench(rounds.sides(), runs, size, census.rows()).run(Progress.onStandardError()));
        return 0;
    }
}
