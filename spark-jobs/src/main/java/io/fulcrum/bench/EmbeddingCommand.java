package io.fulcrum.bench;

import io.fulcrum.job.Progress;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Times steps over large embedding tables against PyTorch's. */
@Command(
        name = "embedding",
        mixinStandardHelpOptions = true,
        description = "Times steps over large embedding tables against PyTorch with dense and with sparse gradients, by"
                + " turns. The part ten-times needs about 16 GB of memory at the default size.",
        footer = {
            "",
            "Examples:",
            "  fulcrum bench embedding --json embedding.json",
            "  fulcrum bench embedding --parts uniform --runs 3"
        })
final class EmbeddingCommand implements Callable<Integer> {
    @Mixin
    private BenchOutput output;

    @Mixin
    private ComparisonOptions comparison;

    @Option(
            names = "--parts",
            split = ",",
            defaultValue = "uniform,zipf,ten-times",
            description = "What is timed: ${COMPLETION-CANDIDATES} (default: all).")
    private List<EmbeddingBench.Part> parts;

    @Option(names = "--fields", defaultValue = "26", description = "Categorical fields (default: ${DEFAULT-VALUE}).")
    private int fields;

    @Option(names = "--ids", defaultValue = "100000", description = "Ids of a field (default: ${DEFAULT-VALUE}).")
    private int ids;

    @Option(
            names = "--width",
            defaultValue = "16",
            description = "Parameters of an embedding row (default: ${DEFAULT-VALUE}).")
    private int width;

    @Option(names = "--batch-size", defaultValue = "1024", description = "Rows of a step (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Override
    public Integer call() {
        output.requirePositive(fields, ids, width, batchSize);
        EmbeddingBench.Size size = new EmbeddingBench.Size(fields, ids, width, batchSize);
        output.show(new EmbeddingBench(comparison.sides(), comparison.turns(), size, parts)
                .run(Progress.onStandardError()));
        comparison.requirePyTorch();
        return 0;
    }
}
