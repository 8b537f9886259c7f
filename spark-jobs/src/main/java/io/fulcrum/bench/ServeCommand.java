package io.fulcrum.bench;

import io.fulcrum.job.Progress;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Times predictions for requests beside ONNX Runtime's and PyTorch's. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description =
                "Times predictions for encoded rows without Spark, one request at a time on one core, by turns with"
                        + " ONNX Runtime and plain PyTorch of the same model: rows per second, p50 and p99.",
        footer = {
            "",
            "Examples:",
            "  fulcrum bench serve --json serve.json",
            "  fulcrum bench serve --nets ads-mmoe --requests candidates --runs 3 --seconds 1"
        })
final class ServeCommand implements Callable<Integer> {
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
            defaultValue = "census-mmoe,census-shared-bottom,ads-mmoe",
            description = "Networks: ${COMPLETION-CANDIDATES} (default: all).")
    private List<ServeNet> nets;

    @Option(
            names = "--requests",
            split = ",",
            paramLabel = "KIND",
            defaultValue = "one,candidates,rows",
            description =
                    "What a request asks for: ${COMPLETION-CANDIDATES}: one row, 500 candidates of one user, or 500"
                            + " rows that have nothing in common (default: all).")
    private List<ServeRequests> kinds;

    @Override
    public Integer call() {
        output.show(new ServeBench(comparison.sides(), comparison.turns(), nets, kinds, census::rows)
                .run(Progress.onStandardError()));
        comparison.requirePyTorch();
        return 0;
    }
}
