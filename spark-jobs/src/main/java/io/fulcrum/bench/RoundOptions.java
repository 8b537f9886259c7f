package io.fulcrum.bench;

import picocli.CommandLine.Option;

/** How long the trainings of a benchmark are, and where they run. */
final class RoundOptions {
    @Option(names = "--local-steps", defaultValue = "50", description = "Steps of a round (default: ${DEFAULT-VALUE}).")
    private int localSteps;

    @Option(names = "--batch-size", defaultValue = "1024", description = "Rows of a step (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(names = "--epochs", defaultValue = "20", description = "Epochs of a training (default: ${DEFAULT-VALUE}).")
    private int epochs;

    @Option(names = "--cores", defaultValue = "0,1", description = "Cores pinned to (default: ${DEFAULT-VALUE}).")
    private String cores;

    String cores() {
        return cores;
    }

    /** Returns our sides alone, on these cores. */
    Sides sides() {
        return Sides.ofOurs(cores);
    }

    RoundSize size(BenchOutput output) {
        output.requirePositive(localSteps, batchSize, epochs);
        return new RoundSize(localSteps, batchSize, epochs);
    }
}
