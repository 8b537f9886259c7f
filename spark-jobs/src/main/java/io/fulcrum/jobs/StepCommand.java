package io.fulcrum.jobs;

import io.fulcrum.job.Progress;
import io.fulcrum.jobs.bench.StepBench;
import io.fulcrum.jobs.bench.StepNet;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Times a training step against PyTorch's. */
@Command(
        name = "step",
        mixinStandardHelpOptions = true,
        description = "Times a training step against plain PyTorch on the same core, by turns, and against the rate of"
                + " matrix products alone.",
        footer = {
            "",
            "Examples:",
            "  fulcrum bench step --json step.json",
            "  fulcrum bench step --nets wide-mmoe --runs 3 --seconds 1"
        })
final class StepCommand implements Callable<Integer> {
    @Mixin
    private BenchOutput output;

    @Mixin
    private ComparisonOptions comparison;

    @Mixin
    private CensusOptions census;

    @Option(
            names = "--nets",
            split = ",",
            paramLabel = "NET",
            defaultValue = "census-mmoe,census-shared-bottom,wide-mmoe",
            description = "Networks: ${COMPLETION-CANDIDATES} (default: all).")
    private List<StepNet> nets;

    @Option(names = "--batch-size", defaultValue = "1024", description = "Rows of a step (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Override
    public Integer call() {
        output.requirePositive(batchSize);
        output.show(new StepBench(comparison.sides(), comparison.turns(), nets, batchSize, census::rows)
                .run(Progress.onStandardError()));
        comparison.requirePyTorch();
        return 0;
    }
}
