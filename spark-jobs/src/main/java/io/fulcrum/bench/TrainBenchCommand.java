package io.fulcrum.bench;

import io.fulcrum.job.Progress;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Times whole trainings on two cores against those of other trainers. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = "Times whole trainings by two workers on two cores, rounds, probes and logging included, against"
                + " plain PyTorch, DeepCTR-Torch and LibMTL on the same two cores, by turns.",
        footer = {"", "Example:", "  fulcrum bench train --runs 5 --json train.json"})
final class TrainBenchCommand implements Callable<Integer> {
    @Mixin
    private BenchOutput output;

    @Mixin
    private ComparisonOptions comparison;

    @Mixin
    private CensusOptions census;

    @Mixin
    private RoundOptions rounds;

    @Override
    public Integer call() {
        RoundSize size = rounds.size(output);
        comparison.requireSecondPyTorch();
        output.show(new TrainBench(comparison.sides(rounds.cores()), comparison.turns(), size, census.rows())
                .run(Progress.onStandardError()));
        comparison.requireRivals();
        return 0;
    }
}
