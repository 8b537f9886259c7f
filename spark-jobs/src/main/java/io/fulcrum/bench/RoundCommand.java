package io.fulcrum.bench;

import io.fulcrum.job.Progress;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures what rounds cost beyond their steps. */
@Command(
        name = "round",
        mixinStandardHelpOptions = true,
        description =
                "Measures the fixed cost of a round, its share at 50 local steps, what a second worker brings, and"
                        + " whether memory grows over many rounds.",
        footer = {"", "Example:", "  fulcrum bench round --runs 3 --long-rounds 0"})
final class RoundCommand implements Callable<Integer> {
    private static final double WARM_UP = 0.001; // one training

    @Mixin
    private BenchOutput output;

    @Mixin
    private CensusOptions census;

    @Mixin
    private RoundOptions rounds;

    @Option(names = "--runs", defaultValue = "5", description = "Trainings of each kind (default: ${DEFAULT-VALUE}).")
    private int runs;

    @Option(
            names = "--long-rounds",
            defaultValue = "2000",
            description = "Rounds of the training whose memory is watched; 0 for none (default: ${DEFAULT-VALUE}).")
    private int longRounds;

    @Override
    public Integer call() {
        output.requirePositive(runs, longRounds + 1);
        RoundSize size = rounds.size(output);
        Turns turns = new Turns(runs, WARM_UP, WARM_UP);
        output.show(
                new RoundBench(rounds.sides(), turns, size, longRounds, census.rows()).run(Progress.onStandardError()));
        return 0;
    }
}
